/** Every page but the map: only the theme button needs a script. */

import { bindThemeToggles } from "./toggle.ts";

bindThemeToggles();
