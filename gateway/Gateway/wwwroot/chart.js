// The chart of a device's page: draws what the server drew, and goes on with every reading that comes in.
(() => {
  "use strict";

  const figure = document.querySelector("figure[data-chart]");
  if (!figure || !window.uPlot) return;

  const seconds = Number(figure.dataset.seconds);
  const unit = figure.dataset.unit || "";
  const caption = figure.querySelector("figcaption");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const box = document.createElement("div");
  const readAgainMs = 60_000; // late readings come in with it, and old points are thinned again
  let plot = null;
  let data = [[], [], [], []]; // times, values, and the lowest and highest of what a value stands for

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const size = () => ({ width: Math.max(200, figure.clientWidth), height: figure.clientWidth < 500 ? 200 : 280 });

  const minutes = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const withSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const days = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  const day = 86400;
  const steps = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, day, 2 * day, 7 * day, 14 * day, 30 * day, 61 * day];
  const label = (step) => (step < 60 ? withSeconds : step < day ? minutes : days);
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

  // Until there is enough to fill the range, the chart shows what there is.
  const leastSeconds = 60;
  const span = () => {
    const now = Date.now() / 1000;
    const first = data[0][0] ?? now;
    return [Math.max(now - seconds, Math.min(first, now - leastSeconds)), now];
  };

  const axis = () => ({ stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } });

  const draw = () => {
    plot?.destroy();
    plot = new uPlot({
      ...size(),
      legend: { show: true, live: true },
      scales: { x: { range: () => span() } },
      padding: [null, 24, null, null], // room for the half of the last tick label that stands beyond the plot
      axes: [{ ...axis(), incrs: steps, space: 70, values: (_, times, _axis, _space, step) => times.map((t) => label(step).format(t * 1000)) }, { ...axis(), size: 60 }],
      series: [
        { label: "Time", value: (_, t) => (t == null ? "–" : moment.format(t * 1000)) },
        { label: figure.dataset.name, stroke: colour("--accent"), width: 2, points: { show: false }, value: (_, v) => (v == null ? "–" : `${+v.toFixed(2)} ${unit}`) },
        { label: "lowest", stroke: "transparent", points: { show: false }, value: (_, v) => (v == null ? "–" : `${+v.toFixed(2)} ${unit}`) },
        { label: "highest", stroke: "transparent", points: { show: false }, value: (_, v) => (v == null ? "–" : `${+v.toFixed(2)} ${unit}`) },
      ],
      bands: [{ series: [3, 2], fill: colour("--accent") + "33" }],
    }, data, box);
  };

  const show = () => {
    figure.querySelector("svg.chart, .nothing")?.remove();
    if (!box.isConnected) figure.insertBefore(box, caption);
    if (plot) plot.setData(data);
    else draw();
    figure.classList.toggle("plain", data[2].every((low, i) => low === data[3][i])); // single readings need no lowest and highest
    figure.dataset.points = data[0].length;
  };

  const read = async () => {
    const answer = await fetch(figure.dataset.chart, { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const chart = await answer.json();
    data = [chart.times, chart.values, chart.lows, chart.highs];
    caption.textContent = chart.summary;
    if (data[0].length > 0) show();
  };

  const append = (points) => {
    const last = data[0].at(-1) ?? 0;
    const news = points.filter(([time]) => time > last);
    if (news.length === 0) return;
    const start = Date.now() / 1000 - seconds;
    const old = data[0].findIndex((time) => time >= start);
    const keep = old < 0 ? data[0].length : old;
    data = [
      [...data[0].slice(keep), ...news.map(([time]) => time)],
      ...data.slice(1).map((line) => [...line.slice(keep), ...news.map(([, value]) => value)]),
    ];
    show();
  };

  figure.addEventListener("htmx:sseMessage", (event) => append(JSON.parse(event.detail.data)));
  dark.addEventListener("change", () => { if (plot) draw(); });
  new ResizeObserver(() => plot?.setSize(size())).observe(figure);
  setInterval(read, readAgainMs);
  document.body.addEventListener("htmx:sseOpen", read); // at first, and after a connection that was lost
})();
