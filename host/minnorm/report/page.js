// SPDX-License-Identifier: MIT
// A report: where a figure has its portrait, that is drawn over the picture when it comes into view.
"use strict";

const figures = new Map();

function drawOver(box) {
  if (box.classList.contains("drawn")) return;
  const picture = box.querySelector("img"), place = box.querySelector(".chart");
  const isPoints = picture && picture.src.startsWith("data:image/svg+xml");
  const svg = isPoints ? () => new TextDecoder().decode(Uint8Array.from(atob(picture.src.split(",")[1]), (one) => one.charCodeAt(0))) : undefined;
  box.classList.add("drawn");
  const portrait = JSON.parse(box.querySelector("script").textContent);
  figures.set(box.id, new LiveFigure(place, portrait, { svg }));
}

const inView = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => drawOver(entry.target)), { rootMargin: "400px" });
document.querySelectorAll("figure:has(script)").forEach((box) => inView.observe(box));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => figures.forEach((figure) => figure.restyle()));
