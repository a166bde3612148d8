const model = JSON.parse(document.getElementById("page:model").textContent);
const values = model.sliders.map(([low, high, start]) => start);
const format = (number) =>
  Number.isFinite(number) ? String(Number(number.toPrecision(6))).replace("-", "\u2212") : "no value";

function curve() {
  const [low, high] = model.sliders[model.x];
  const rows = [];
  for (let i = 0; i <= model.steps; i++) {
    const at = values.slice();
    at[model.x] = low + ((high - low) * i) / model.steps;
    functions.forEach((f, k) => {
      const y = f(at);
      if (Number.isFinite(y)) rows.push({ x: at[model.x], y, name: model.y[k] });
    });
  }
  return rows;
}

function mark() {
  return functions
    .map((f, k) => ({ x: values[model.x], y: f(values), name: model.y[k] }))
    .filter((row) => Number.isFinite(row.y));
}

const colour = {
  field: "name", type: "nominal", title: null, sort: model.y,
  ...(model.y.length > 1 ? {} : { legend: null }),
};
const encoding = {
  x: { field: "x", type: "quantitative", title: model.xTitle, scale: { zero: false, nice: false } },
  y: { field: "y", type: "quantitative", title: model.y.join(" · ") },
  color: colour,
};
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const ink = dark ? "#e3e4e1" : "#1d1f21";
const box = document.getElementById("curve");
const spec = {
  description: box.getAttribute("aria-label"),
  width: "container", height: 300, background: null,
  config: {
    axis: { labelColor: ink, titleColor: ink, gridColor: dark ? "#353a3f" : "#e4e5e1" },
    legend: { labelColor: ink, orient: "top" }, view: { stroke: null },
    range: { category: dark ? ["#7fbdf0", "#f0a070", "#74c795"] : ["#0b5a8f", "#a8480b", "#17663a"] },
  },
  layer: [
    { data: { name: "curve" }, mark: { type: "line" }, encoding },
    { data: { name: "mark" }, mark: { type: "point", filled: true, size: 90 }, encoding },
  ],
  datasets: { curve: curve(), mark: mark() },
};

const drawn = vegaEmbed(box, spec, { mode: "vega-lite", renderer: "svg", actions: false, ast: true });
drawn.catch((error) => {
  box.textContent = "This browser cannot draw the curve; its value stands below.";
  console.error(error);
});

function show() {
  functions.forEach((f, k) => {
    document.getElementById("y" + k).textContent = format(f(values));
  });
  drawn.then(({ view }) => view.data("curve", curve()).data("mark", mark()).runAsync());
}

values.forEach((start, i) => {
  const pair = [document.getElementById("s" + i), document.getElementById("n" + i)];
  for (const input of pair) {
    input.addEventListener("input", () => {
      const number = input.valueAsNumber;
      const [low, high] = model.sliders[i];
      if (!(number >= low && number <= high)) return; // an unfinished number moves nothing
      values[i] = number;
      pair.forEach((other) => { if (other !== input) other.value = input.value; });
      show();
    });
  }
});
document.querySelector("form").addEventListener("reset", () => {
  model.sliders.forEach(([low, high, start], i) => { values[i] = start; });
  setTimeout(show);
});
show();
