// SPDX-License-Identifier: MIT
// Draws figures as portrait.py describes them, by Chart.js: hover, drag to zoom, a legend that toggles, PNG and CSV of what is drawn.
"use strict";

/* Numbers as report/numbers.py writes them. */
function asText(value, digits = 3) {
  const rounded = Number(Number(value).toPrecision(digits)), size = Math.abs(rounded);
  const [mantissa, exponent] = rounded && (size >= 1e6 || size < 1e-4) ? rounded.toExponential().split("e") : [rounded, ""];
  return String(Number(mantissa)) + (exponent ? "×10" + raised(Number(exponent)) : "");
}

const raised = (exponent) => [...String(exponent)].map((digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)]).join("");

const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

/* Colours are chosen for white paper: on a dark page each is lighter, the more so the darker it is. */
function shade(color) {
  if (!isDark()) return color;
  const part = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const most = Math.max(...part);
  const share = most < 60 ? 0.8 : most < 150 ? 0.5 : 0.25;
  return "#" + part.map((one) => Math.round(one + (255 - one) * share)).map((one) => one.toString(16).padStart(2, "0")).join("") + color.slice(7);
}

const drawnBeside = {
  id: "beside",
  afterDatasetsDraw(chart) {
    if (!chart.panel) return;
    const { ctx, chartArea: area, scales } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.width, area.height);
    ctx.clip();
    for (const one of chart.panel.series) {
      if (chart.figure.hidden.has(one.group) || (one.kind !== "vertical" && one.kind !== "horizontal")) continue;
      const isVertical = one.kind === "vertical", place = scales[isVertical ? "x" : "y"].getPixelForValue(one.at);
      ctx.strokeStyle = shade(one.color);
      ctx.lineWidth = one.width;
      ctx.setLineDash(one.dash);
      ctx.beginPath();
      ctx.moveTo(isVertical ? place : area.left, isVertical ? area.top : place);
      ctx.lineTo(isVertical ? place : area.right, isVertical ? area.bottom : place);
      ctx.stroke();
    }
    ctx.font = "11px system-ui, sans-serif";
    for (const one of chart.panel.notes) {
      ctx.fillStyle = shade(one.color);
      ctx.textAlign = one.align;
      ctx.fillText(one.text, scales.x.getPixelForValue(one.x), scales.y.getPixelForValue(one.y));
    }
    ctx.setLineDash([]);
    if (chart.dragged) {
      const [x, y, toX, toY] = chart.dragged;
      ctx.strokeStyle = "#888888";
      ctx.strokeRect(x, y, toX - x, toY - y);
    }
    ctx.restore();
  },
};

function datasetsOf(panel, hidden) {
  return panel.series.filter((one) => one.x).map((one) => ({
    label: one.label || one.group,
    data: one.x.map((x, at) => ({ x: x === null ? NaN : x, y: one.y[at] === null ? NaN : one.y[at] })),
    borderColor: shade(one.color),
    backgroundColor: shade(one.color),
    borderWidth: one.kind === "area" ? 0 : one.width || 1,
    borderDash: one.dash || [],
    showLine: one.kind !== "marks",
    stepped: one.step || false,
    fill: one.kind === "area" ? "shape" : false,
    pointRadius: one.size || 0,
    pointHitRadius: one.kind === "area" ? 0 : 6,
    pointStyle: one.shape || "circle",
    hidden: hidden.has(one.group),
    isArea: one.kind === "area",
    group: one.group,
    key: one.key,
    order: one.kind === "area" ? 2 : one.size ? 0 : 1,
  }));
}

/* A line's look in CSS, along a legend's key. */
function stroke(one) {
  const color = shade(one.color), dash = one.dash || [];
  if (!dash.length) return color;
  let at = 0;
  const stops = dash.map((length, place) => `${place % 2 ? "transparent" : color} ${at}px ${(at += length)}px`);
  return `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
}

/* By the scale's own ends, which a zoom moves. */
function tickText(axis) {
  return function (value) {
    if (axis.ticks) {
      const known = axis.ticks.find(([at]) => Math.abs(at - value) < 1e-9);
      return known ? known[1] : "";
    }
    if (axis.scale !== "log") return asText(value, 6);
    const decades = Math.log10(this.max / this.min), [first, power] = value.toExponential(0).split("e").map(Number);
    if (Math.abs(value / (first * 10 ** power) - 1) > 1e-6) return "";  // the end of the axis
    const isShown = first === 1 ? decades < 12 || power % 3 === 0 : decades < 3 && (first === 2 || first === 5);
    return !isShown ? "" : first === 1 && Math.abs(power) > 3 ? "10" + raised(power) : asText(value, 1);
  };
}

function scaleOf(axis) {
  const ink = isDark() ? "#cccccc" : "#444444", grid = isDark() ? "#383838" : "#e6e6e6";
  return {
    type: axis.scale === "log" ? "logarithmic" : "linear",
    min: Math.min(...axis.limits),
    max: Math.max(...axis.limits),
    reverse: axis.limits[0] > axis.limits[1],
    title: { display: Boolean(axis.label), text: axis.label, color: ink },
    ticks: { callback: tickText(axis), color: ink, maxRotation: 0, autoSkipPadding: 8, includeBounds: false },
    grid: { color: grid },
    afterBuildTicks: axis.ticks ? (scale) => { scale.ticks = axis.ticks.map(([value]) => ({ value })); } : undefined,
  };
}

class Panel {
  constructor(figure, place, panel, onPoint) {
    this.figure = figure;
    this.canvas = place.appendChild(document.createElement("canvas"));
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${panel.title || panel.y.label}: ${panel.y.label} against ${panel.x.label}`);
    this.chart = null;
    this.make(panel, onPoint);
    this.zoomByDragging();
  }

  make(panel, onPoint) {
    const options = {
      animation: false, responsive: true, maintainAspectRatio: false,
      interaction: { mode: "nearest", intersect: false, axis: "xy" },
      plugins: {
        legend: { display: false },
        title: { display: Boolean(panel.title), text: panel.title, font: { size: 14, weight: "500" } },
        tooltip: {
          filter: (item) => !item.dataset.isArea,
          callbacks: {
            title: () => "",
            label: (item) => [item.dataset.label, `${panel.x.label} ${asText(item.parsed.x, 4)}`, `${panel.y.label} ${asText(item.parsed.y, 4)}`].filter(Boolean),
          },
        },
      },
      scales: { x: scaleOf(panel.x), y: scaleOf(panel.y) },
      onClick: (event, items) => {
        const hit = items.find((item) => this.chart.data.datasets[item.datasetIndex].key);
        const keyed = hit || this.chart.getElementsAtEventForMode(event, "point", { intersect: true }, true).find((item) => this.chart.data.datasets[item.datasetIndex].key);
        if (keyed && onPoint) onPoint(this.chart.data.datasets[keyed.datasetIndex].key, keyed.index);
      },
    };
    this.chart = new Chart(this.canvas, { type: "line", data: { datasets: [] }, options, plugins: [drawnBeside] });
    this.take(panel);
  }

  take(panel) {
    this.panel = panel;
    this.chart.panel = panel;
    this.chart.figure = this.figure;
    this.refresh();
  }

  refresh() {
    this.chart.data.datasets = datasetsOf(this.panel, this.figure.hidden);
    this.chart.options.scales = { x: scaleOf(this.panel.x), y: scaleOf(this.panel.y) };
    this.chart.options.plugins.title.color = isDark() ? "#dddddd" : "#222222";
    if (this.zoom) for (const name of ["x", "y"]) [this.chart.options.scales[name].min, this.chart.options.scales[name].max] = this.zoom[name];
    this.chart.update("none");
  }

  /* A mouse's: a finger's drag scrolls. */
  zoomByDragging() {
    const canvas = this.canvas, at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    let start = null;
    canvas.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && event.button === 0) start = at(event); });
    canvas.addEventListener("pointermove", (event) => {
      if (start) { this.chart.dragged = [...start, ...at(event)]; this.chart.draw(); }
    });
    addEventListener("pointerup", (event) => {
      if (!start) return;
      const end = at(event), [x, y] = start;
      start = null;
      this.chart.dragged = null;
      if (Math.abs(end[0] - x) > 8 && Math.abs(end[1] - y) > 8) {
        const range = (scale, one, other) => [scale.getValueForPixel(one), scale.getValueForPixel(other)].sort((a, b) => a - b);
        this.zoom = { x: range(this.chart.scales.x, x, end[0]), y: range(this.chart.scales.y, y, end[1]) };
        this.refresh();
      } else this.chart.draw();
    });
    canvas.addEventListener("dblclick", () => this.whole());
  }

  whole() {
    this.zoom = null;
    this.refresh();
  }
}

function save(name, content) {
  const link = document.createElement("a");
  link.href = content instanceof Blob ? URL.createObjectURL(content) : content;
  link.download = name;
  link.click();
}

/* One figure in an element: its panels, one legend for all of them, and what it can be saved as. */
class LiveFigure {
  constructor(place, portrait, { onPoint, svg } = {}) {
    this.place = place;
    this.hidden = new Set();
    this.onPoint = onPoint;
    this.legend = place.appendChild(document.createElement("div"));
    this.legend.className = "legend";
    this.grid = place.appendChild(document.createElement("div"));
    this.grid.className = "panels";
    this.panels = [];
    const tools = place.appendChild(document.createElement("div"));
    tools.className = "tools";
    const add = (text, title, act) => {
      const button = tools.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = text;
      button.title = title;
      button.addEventListener("click", act);
    };
    add("whole", "undo the zoom; a double click does too", () => this.panels.forEach((panel) => panel.whole()));
    if (svg) add("SVG", "the whole figure, drawn for print", () => save(`${this.portrait.name}.svg`, new Blob([svg()], { type: "image/svg+xml" })));
    add("PNG", "as it is seen here", () => this.png());
    add("CSV", "the points that are drawn", () => save(`${this.portrait.name}.csv`, new Blob([this.csv()], { type: "text/csv" })));
    this.take(portrait);
  }

  take(portrait) {
    this.portrait = portrait;
    this.drawLegend();
    portrait.panels.forEach((panel, at) => {
      if (this.panels[at]) this.panels[at].take(panel);
      else {
        const box = this.grid.appendChild(document.createElement("div"));
        box.className = "panel";
        this.panels.push(new Panel(this, box, panel, this.onPoint));
      }
    });
  }

  drawLegend() {
    const entries = new Map();
    for (const panel of this.portrait.panels) for (const one of panel.series) if (one.label && !entries.has(one.label)) entries.set(one.label, one);
    this.legend.replaceChildren(...[...entries].map(([label, one]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.label = label;
      button.title = "show or hide";
      button.setAttribute("aria-pressed", String(!this.hidden.has(label)));
      const key = button.appendChild(document.createElement("span"));
      key.className = "key";
      key.style.background = stroke(one);
      button.append(label);
      button.addEventListener("click", () => {
        if (!this.hidden.delete(label)) this.hidden.add(label);
        button.setAttribute("aria-pressed", String(!this.hidden.has(label)));
        this.panels.forEach((panel) => panel.refresh());
      });
      return button;
    }));
  }

  restyle() {
    this.drawLegend();
    this.panels.forEach((panel) => panel.refresh());
  }

  csv() {
    const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = ["panel,series,kind,x,y"];
    for (const panel of this.portrait.panels)
      for (const one of panel.series)
        if (one.x) one.x.forEach((x, at) => lines.push([quoted(panel.title), quoted(one.label || one.group), one.kind, x ?? "", one.y[at] ?? ""].join(",")));
    return lines.join("\n") + "\n";
  }

  png() {
    const pieces = this.panels.map((panel) => panel.canvas), left = Math.min(...pieces.map((one) => one.getBoundingClientRect().left)), top = Math.min(...pieces.map((one) => one.getBoundingClientRect().top));
    const canvas = document.createElement("canvas"), ratio = devicePixelRatio || 1;
    canvas.width = ratio * (Math.max(...pieces.map((one) => one.getBoundingClientRect().right)) - left);
    canvas.height = ratio * (Math.max(...pieces.map((one) => one.getBoundingClientRect().bottom)) - top);
    const pen = canvas.getContext("2d");
    pen.fillStyle = isDark() ? "#181818" : "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const one of pieces) { const box = one.getBoundingClientRect(); pen.drawImage(one, ratio * (box.left - left), ratio * (box.top - top), ratio * box.width, ratio * box.height); }
    save(`${this.portrait.name}.png`, canvas.toDataURL("image/png"));
  }
}
