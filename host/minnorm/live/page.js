// SPDX-License-Identifier: MIT
// The live page: asks how the run is, and keeps what it has when nobody answers.
"use strict";

const ASK_EVERY = 1000, IS_MISSING_AFTER = 2;  // milliseconds; answers that did not come
const at = (id) => document.getElementById(id);
const figures = new Map();
let seen = "", missed = 0, isPaused = false;

function element(tag, text, className) {
  const one = document.createElement(tag);
  if (text !== undefined) one.textContent = text;
  if (className) one.className = className;
  return one;
}

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function showSides(sides) {
  at("sides").replaceChildren(...sides.map((side) => {
    const box = element("div", undefined, "side"), bar = document.createElement("progress");
    bar.max = side.total || 1;
    bar.value = side.done;
    bar.setAttribute("aria-label", side.name);
    const link = Object.entries(side.link).map(([name, count]) => `${count} ${name}`).join(", ");
    box.append(element("strong", side.name), " ", bar, ` ${side.done} of ${side.total} ${side.unit}`);
    box.append(element("div", side.facts.join(" · "), "faint"), element("div", `link: ${link}`, "faint"));
    return box;
  }));
}

/* What `read` makes of the answer; null if nobody answers to its end, or nothing is there. */
async function asked(path, read, options) {
  try {
    const answer = await fetch(path, options);
    return answer.ok ? await read(answer) : null;
  } catch {
    return null;
  }
}

const setDownloads = (isDisabled) => { for (const button of at("downloads").children) button.disabled = isDisabled; };

function showDownloads(tables) {
  setDownloads(false);
  if (at("downloads").childElementCount === tables.length) return;
  at("downloads").replaceChildren(...tables.map((table) => {
    const button = element("button", `${table}.csv so far`);
    button.type = "button";
    button.addEventListener("click", async () => {
      const rows = await asked(`rows?table=${encodeURIComponent(table)}`, (answer) => answer.blob());
      if (rows) save(`${table}.csv`, rows);
    });
    return button;
  }));
}

function showFigures(portraits) {
  if (!portraits.length) return;
  if (!figures.size) at("figures").replaceChildren();
  const names = portraits.map((one) => one.name);
  for (const [name, figure] of figures) if (!names.includes(name)) { figure.place.parentElement.remove(); figures.delete(name); }
  for (const portrait of portraits) {
    if (figures.has(portrait.name)) { figures.get(portrait.name).take(portrait); continue; }
    const box = at("figures").appendChild(element("figure"));
    box.id = portrait.name;
    const place = box.appendChild(element("div"));
    box.append(element("figcaption", portrait.caption));
    figures.set(portrait.name, new LiveFigure(place, portrait, { onPoint: showPoint }));
  }
}

async function showPoint(key, place) {
  const detail = await asked(`point?key=${encodeURIComponent(key)}&place=${place}`, (answer) => answer.json());
  if (!detail) return;
  const table = element("table"), wide = element("div", undefined, "wide");
  const row = (cells, tag) => { const line = element("tr"); line.append(...cells.map((cell) => element(tag, cell, "number"))); return line; };
  table.append(row(detail.headings, "th"), ...detail.rows.map((cells) => row(cells, "td")));
  wide.append(table);
  const close = element("button", "close");
  close.type = "button";
  close.addEventListener("click", () => at("detail").replaceChildren());
  const plot = element("div");
  at("detail").replaceChildren(element("h2", detail.title), plot, wide, close);
  new LiveFigure(plot, detail.figure);
  at("detail").scrollIntoView({ block: "nearest" });
}

function show(state) {
  at("title").textContent = `${state.experiment}, live`;
  document.title = `${state.state}: ${state.experiment}`;
  at("state").textContent = state.state;
  const left = state.state === "running" && state.left !== null ? `, about ${duration(state.left)} left` : "";
  at("time").textContent = `${duration(state.seconds)}${left}`;
  const isUnderWay = state.state === "running" || state.state === "paused";
  isPaused = state.state === "paused";
  at("pause").textContent = isPaused ? "go on" : "pause";
  at("pause").disabled = at("stop").disabled = !isUnderWay;
  at("sentences").replaceChildren(...state.sentences.filter(Boolean).map((text) => element("p", text)), ...(state.state === "ended" ? [element("p", `All of it is in ${state.folder}.`, "faint")] : []));
  showSides(state.sides);
  showDownloads(state.tables);
  if (state.figures) { showFigures(state.figures); seen = state.version; }
}

function showMissing() {
  at("pause").disabled = at("stop").disabled = true;
  setDownloads(true);
  const isOver = document.title.startsWith("ended");
  at("state").textContent = isOver ? "ended" : "The run does not answer";
  if (!isOver) at("time").textContent = "It has ended, or its command was killed; this page goes on when the same --out does.";
}

async function ask() {
  setTimeout(ask, ASK_EVERY);
  const state = await asked(`state?seen=${encodeURIComponent(seen)}`, (answer) => answer.json());
  missed = state ? 0 : missed + 1;
  if (state) show(state);
  else if (missed >= IS_MISSING_AFTER) showMissing();
}

for (const name of ["pause", "stop"])
  at(name).addEventListener("click", () => asked(name === "pause" && isPaused ? "go" : name, (answer) => answer.text(), { method: "POST" }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => figures.forEach((figure) => figure.restyle()));
ask();
