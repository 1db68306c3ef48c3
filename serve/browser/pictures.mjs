// Pictures of the README: `serve/browser/run pictures`.
import { mkdirSync } from "node:fs";
import { all, base, browser, open } from "./browser.mjs";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const paths = await all();
for (const [name, height, colorScheme] of [["claim", 1000, "light"], ["actor", 900, "light"], ["article", 900, "dark"], ["sources", 900, "light"]]) {
  const page = await open({ viewport: { width: 1280, height }, colorScheme });
  await page.goto(base + paths[name]);
  await page.screenshot({ path: `${folder}/${name}.png` });
}
await browser.close();
