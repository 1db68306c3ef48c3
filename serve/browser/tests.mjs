import assert from "node:assert/strict";
import { after, test } from "node:test";
import { all, base, browser, faults, go, open, overflow, sound } from "./browser.mjs";

const paths = await all();
after(() => browser.close());

/// Statements that a person has confirmed.
const confirmed = async () => (await (await fetch(base + "/api/v1/corrections?limit=500")).json()).items.filter((it) => !it.undone);

for (const [name, path] of Object.entries(paths)) {
  for (const scheme of ["light", "dark"]) {
    test(`${name} has no serious accessibility fault, ${scheme}, from a phone to a wall`, async () => {
      for (const width of [360, 1280, 1600]) {
        const page = await open({ viewport: { width, height: 900 }, colorScheme: scheme });
        await go(page, path);
        assert.deepEqual(await faults(page), [], `${path} at ${width}`);
        assert.ok((await overflow(page)) <= 0, `${path} is wider than ${width}`);
        await page.context().close();
      }
    });
  }
  test(`${name} reads the same without script`, async () => {
    const [plain, scripted] = [await open({ javaScriptEnabled: false }), await open()];
    await go(plain, path);
    await go(scripted, path);
    const words = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");
    const buttons = /(Copy|take the selection)/g;
    assert.equal((await words(scripted)).replace(buttons, "").replace(/\s+/g, " "), (await words(plain)).replace(buttons, "").replace(/\s+/g, " "));
    await plain.context().close();
    await scripted.context().close();
  });
}

test("a claim page weighs 100 kB at most, with all that it needs", async () => {
  const page = await open();
  const bodies = [];
  page.on("response", (it) => bodies.push(it.body()));
  await go(page, paths.claim);
  await page.waitForLoadState("networkidle");
  const weight = (await Promise.all(bodies)).reduce((sum, it) => sum + it.length, 0);
  assert.ok(weight > 20_000 && weight <= 100_000, `${weight} bytes`);
  console.log(`claim page: ${weight} bytes in ${page.asked.length} requests`);
  await page.context().close();
});

test("a claim shows both sides side by side, and one below the other on a phone", async () => {
  const page = await open();
  await go(page, paths.claim);
  const side = async (name) => page.locator(`section.side.${name}`).boundingBox();
  const [left, right] = [await side("affirm"), await side("deny")];
  assert.ok(right.x > left.x + left.width - 1 && Math.abs(right.y - left.y) < 2);
  await page.setViewportSize({ width: 360, height: 800 });
  const [above, below] = [await side("affirm"), await side("deny")];
  assert.ok(below.y >= above.y + above.height - 1);
  assert.ok((await page.locator("svg.timeline circle").count()) > 1);
  await page.context().close();
});

test("a finding is explained on demand and leads into the original page", async () => {
  const page = await open();
  await go(page, paths.article);
  const note = page.locator(".note").first();
  await note.locator("summary").click();
  assert.ok(await note.locator("dl").isVisible());
  await note.getByRole("link", { name: "Explained in full" }).click();
  await page.waitForURL(/\/s\//);
  assert.ok((await page.locator("dl.why dt").count()) > 0, "words and mechanisms");
  const original = await page.getByRole("link", { name: "original page" }).first().getAttribute("href");
  assert.match(original, /^https?:\/\/[^#]*#:~:text=/);
  assert.match(await page.locator("textarea.citation").inputValue(), /selon \/s\//);
  sound(page, "statement");
  await page.context().close();
});

async function review(options) {
  const page = await open(options);
  await go(page, paths.review);
  const first = await page.locator(".queue > li").first().locator("blockquote").innerText();
  const before = (await confirmed()).length;
  const form = page.locator("form.judge").first();
  await form.getByLabel("Reason").fill("as printed");
  await form.getByLabel("Your name").fill("Ada Rönn");
  await form.getByRole("button", { name: "confirm" }).click();
  await page.waitForURL(/[?&]done=/);
  assert.equal((await confirmed()).length, before + 1);
  assert.notEqual(await page.locator(".queue > li").first().locator("blockquote").innerText(), first);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await page.waitForURL((url) => !url.search.includes("done"));
  assert.equal((await confirmed()).length, before);
  assert.equal(await page.locator(".queue > li").first().locator("blockquote").innerText(), first);
  sound(page, "review");
  await page.context().close();
}

test("a finding is confirmed and that is undone", () => review({}));
test("a finding is confirmed and that is undone, without script", () => review({ javaScriptEnabled: false }));

test("who comes second sees what was done before", async () => {
  const [ada, bo] = [await open(), await open()];
  await go(ada, paths.review);
  await go(bo, paths.review);
  await ada.locator("form.judge").first().getByRole("button", { name: "reject" }).click();
  await ada.waitForURL(/[?&]done=/);
  await bo.locator("form.judge").first().getByRole("button", { name: "confirm" }).click();
  await bo.getByRole("heading", { name: "Somebody was faster" }).waitFor();
  assert.deepEqual(await faults(bo), []);
  await bo.getByRole("link", { name: "Leave it as it is" }).click();
  await ada.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await ada.waitForURL((url) => !url.search.includes("done"));
  await ada.context().close();
  await bo.context().close();
});

test("a search is narrowed down by facets and widened again", async () => {
  const page = await open();
  await go(page, "/");
  await page.getByLabel("Words").fill("logiciel");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/\/search\?q=logiciel/);
  const total = async () => parseInt(await page.getByRole("status").innerText());
  const whole = await total();
  const facet = page.locator(".facets details", { has: page.getByText("Act", { exact: true }) }).locator("li").first();
  const count = parseInt(await facet.locator(".quiet").innerText());
  await facet.locator("a").click();
  assert.equal(await total(), count);
  assert.ok(count < whole);
  const json = await (await fetch(new URL(await page.getByRole("link", { name: "JSON" }).getAttribute("href"), page.url()))).json();
  assert.equal(json.total, count);
  await page.locator(".facets a.chosen").first().click();
  assert.equal(await total(), whole);
  sound(page, "search");
  await page.context().close();
});

test("everything is done with the keyboard alone", async () => {
  const page = await open();
  await go(page, "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  const reach = async (selector, most = 80) => {
    for (let at = 0; at < most; at += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((it) => document.activeElement.matches(it), selector)) return;
    }
    assert.fail(`${selector} is not reached`);
  };
  await reach("#q");
  await page.keyboard.type("logiciel");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=logiciel/);
  await reach(".facets a");
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]act=/);
  await reach(".card a.name, .card .from a");
  assert.ok(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none"), "focus is seen");
  await go(page, paths.review);
  const before = (await confirmed()).length;
  await reach(".queue button[value=confirm]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]done=/);
  assert.equal((await confirmed()).length, before + 1);
  await reach(".done button");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.search.includes("done"));
  assert.equal((await confirmed()).length, before);
  await page.context().close();
});

/// Mends the first statement's content to what `take` puts there, and puts it back.
async function mend(options, take) {
  const page = await open(options);
  await go(page, paths.statement);
  const field = page.locator("#mend-content");
  const words = await take(page, field);
  await page.getByRole("button", { name: "mend the words" }).click();
  await page.waitForURL(/[?&]done=/);
  assert.equal(await page.locator("#mend-content").inputValue(), words);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await page.waitForURL((url) => !url.search.includes("done"));
  assert.notEqual(await page.locator("#mend-content").inputValue(), words);
  sound(page, "mend");
  await page.context().close();
}

test("words are mended with the mouse", () =>
  mend({}, async (page, field) => {
    const box = await page.locator(".passage").boundingBox();
    await page.mouse.move(box.x + 60, box.y + 18);
    await page.mouse.down();
    await page.mouse.move(box.x + 330, box.y + 18, { steps: 5 });
    await page.mouse.up();
    await page.locator("#mend-content + button").click();
    return (await field.inputValue()).trim();
  }));

test("words are mended with the keyboard", () =>
  mend({}, async (page, field) => {
    await page.locator(".passage").focus();
    for (let at = 0; at < 4; at += 1) await page.keyboard.press("Shift+ArrowRight");
    await page.locator("#mend-content + button").focus();
    await page.keyboard.press("Enter");
    return (await field.inputValue()).trim();
  }));

test("words are mended without script", () =>
  mend({ javaScriptEnabled: false }, async (_, field) => {
    const words = (await field.inputValue()).split(" ").slice(1).join(" ");
    await field.fill(words);
    return words;
  }));

test("a text is pasted and read", async () => {
  const page = await open();
  await go(page, paths.read);
  await page.getByRole("textbox").fill("Le maire, Tarek Lindqvist, a accusé la société Carrelet d'avoir livré du mauvais béton.");
  await page.getByRole("button", { name: "Read it" }).click();
  await page.locator(".sheet .cue").first().waitFor();
  assert.deepEqual(await faults(page), []);
  sound(page, "read");
  await page.context().close();
});

test("the interface is French where that is asked for, and stays so", async () => {
  const page = await open({ locale: "fr-FR" });
  await go(page, paths.claim);
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  await page.getByRole("link", { name: "English" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await go(page, "/sources");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.context().close();
});

test("on paper an article has its words and none of the controls", async () => {
  const page = await open();
  await go(page, paths.article);
  await page.emulateMedia({ media: "print" });
  assert.ok(!(await page.locator(".top nav").isVisible()));
  assert.ok(await page.locator(".said").first().isVisible());
  await page.context().close();
});
