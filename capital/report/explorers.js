const shown = (number) =>
  Number.isFinite(number) ? String(Number(number.toPrecision(4))).replace("-", "\u2212") : "no value";
for (const box of document.querySelectorAll(".explorer")) {
  const { figure, holds, factor } = explorers[box.id];
  const ranges = [...box.querySelectorAll("input[type=range]")];
  const fields = [...box.querySelectorAll("input[type=number]")];
  const start = ranges.map((input) => input.valueAsNumber);
  const values = start.slice();
  const show = () => {
    box.querySelector(".figure").textContent = shown(factor * figure(values));
    const verdict = box.querySelector(".holds");
    if (verdict) verdict.textContent = holds(values) ? "true here" : "false here";
  };
  ranges.forEach((range, i) => {
    for (const [input, other] of [[range, fields[i]], [fields[i], range]]) {
      input.addEventListener("input", () => {
        const number = input.valueAsNumber;
        if (!(number >= Number(range.min) && number <= Number(range.max))) return;
        values[i] = number;
        other.value = input.value;
        show();
      });
    }
  });
  box.querySelector("form").addEventListener("reset", () => {
    start.forEach((value, i) => { values[i] = value; });
    setTimeout(show);
  });
  show();
}
