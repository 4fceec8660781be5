/** Every page but the map: the theme button, how to cite it, buttons that copy, tables that keys scroll. */

import { bindCitation } from "./cite.ts";
import { bindCopies } from "./copy.ts";
import { bindScrolling } from "./scrolling.ts";
import { bindThemeToggles } from "./toggle.ts";

bindThemeToggles();
bindCitation();
bindCopies();
bindScrolling();
