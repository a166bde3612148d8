const specs = JSON.parse(document.getElementById("page:charts").textContent);
const options = {
  mode: "vega-lite",
  renderer: "svg",
  actions: false,
  ast: true, // expressions are interpreted, not compiled: the policy of the page forbids eval
};
for (const [id, spec] of Object.entries(specs)) {
  const box = document.getElementById(id);
  vegaEmbed(box, spec, options).catch((error) => {
    box.textContent = "This browser cannot draw the figure; its numbers are below.";
    console.error(error);
  });
}
