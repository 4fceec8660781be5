/** Every page but the map: the theme button, and tables that the keyboard can scroll. */

import { bindScrolling } from "./scrolling.ts";
import { bindThemeToggles } from "./toggle.ts";

bindThemeToggles();
bindScrolling();
