/** Every page but the map: the theme button, buttons that copy, and tables that keys can scroll. */

import { bindCopies } from "./copy.ts";
import { bindScrolling } from "./scrolling.ts";
import { bindThemeToggles } from "./toggle.ts";

bindThemeToggles();
bindCopies();
bindScrolling();
