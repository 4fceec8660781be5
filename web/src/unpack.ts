/** Start the map that is packed into this document: the one script that its policy knows by a hash. */

import { unpacked } from "./packed.ts";

async function start(): Promise<void> {
  const script = document.createElement("script");
  script.src = URL.createObjectURL(await unpacked("program", "text/javascript"));
  document.head.append(script);
}

start().catch(() => {
  document.getElementById("state")!.textContent = "This browser is too old to draw the map.";
});
