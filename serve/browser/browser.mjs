// A browser that notes all that it is told and all that it asks for.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const base = process.env.BASE;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });

/// A page of its own, with everything that goes wrong on it in `page.trouble` and every request in `page.asked`.
export async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.asked = [];
  page.on("console", (it) => ["error", "warning"].includes(it.type()) && page.trouble.push(it.text()));
  page.on("pageerror", (it) => page.trouble.push(String(it)));
  page.on("requestfailed", (it) => page.trouble.push(`${it.url()}: ${it.failure()?.errorText}`));
  page.on("request", (it) => page.asked.push(it.url()));
  return page;
}

/// Goes there and sees that nothing went wrong and nobody else was asked.
export async function go(page, path, status = 200) {
  const answer = await page.goto(base + path);
  assert.equal(answer.status(), status, path);
  sound(page, path);
  return answer;
}

export function sound(page, what) {
  assert.deepEqual(page.trouble, [], what);
  const elsewhere = page.asked.filter((it) => !it.startsWith(base + "/"));
  assert.deepEqual(elsewhere, [], what);
}

/// Serious faults that axe-core finds.
export async function faults(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  const grave = found.violations.filter((it) => ["serious", "critical"].includes(it.impact));
  return grave.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/// Is anything wider than the window?
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export async function all() {
  const statements = await (await fetch(base + "/api/v1/statements?limit=1")).json();
  const contested = await (await fetch(base + "/api/v1/claims?contested=true&limit=1")).json();
  const actors = await (await fetch(base + "/api/v1/actors?name=Verdec")).json();
  const told = statements.items[0];
  return {
    home: "/",
    claims: "/claims",
    claim: `/claim/${contested.items[0].claim}`,
    actors: "/actors",
    actor: `/actor/${actors.items[0].actor}`,
    article: `/article/${told.article}`,
    statement: `/s/${told.id}`,
    search: "/search?q=logiciel",
    sources: "/sources",
    read: "/read",
    review: "/review",
    links: "/review?by=links",
    log: "/review/log",
    login: "/login",
  };
}
