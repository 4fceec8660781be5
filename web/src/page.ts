/** Every page but the map: only the theme button and buttons that copy need a script. */

import { bindCopies } from "./copy.ts";
import { bindThemeToggles } from "./toggle.ts";

bindThemeToggles();
bindCopies();
