/** Paper and ink by day and by night; the same colours as in paper.css. */

import type { Theme } from "./toggle.ts";

export interface Palette {
  land: string;
  green: string;
  water: string;
  building: string;
  street: string;
  casing: string;
  path: string;
  rail: string;
  ink: string;
  label: string;
  waterLabel: string;
  halo: string;
  watched: string;
  /** What may be watched, where views of many cameras lie upon each other: so light that any number
   * of doubtful ones never looks like a certain one. */
  expected: string;
  /** Outlines and hatching: amber itself is too light on paper for a mark. */
  edge: string;
  paper: string;
  /** By how many cameras ground is watched: cividis, from few to many; the key is the least number. */
  depth: Record<string, string>;
  /** Kinds of public space. */
  space: Record<string, string>;
  /** Where somebody looked for cameras. */
  looked: string;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    land: "#F4F1EA",
    green: "#E2E9D6",
    water: "#CFE0E4",
    building: "#E6E0D4",
    street: "#FFFFFF",
    casing: "#DDD7CB",
    path: "#FDFCFA",
    rail: "#C9C2B5",
    ink: "#1B1D21",
    label: "#55534E",
    waterLabel: "#3F6D78",
    halo: "#FAF8F4",
    watched: "#D98E04",
    expected: "#EAC98F",
    edge: "#B07203",
    paper: "#FAF8F4",
    depth: { "1": "#F5DE5A", "2": "#BDAE6F", "3": "#7C7B78", "5": "#414D6B", "9": "#00204D" },
    space: {
      stop: "#4B3B8F",
      square: "#C4607A",
      playground: "#D2B84C",
      park: "#3C8C55",
      street: "#8C8F95",
    },
    looked: "#2A7F86",
  },
  dark: {
    land: "#12161B",
    green: "#16211C",
    water: "#12262F",
    building: "#1C2229",
    street: "#2B323B",
    casing: "#0B0E11",
    path: "#232A32",
    rail: "#3A424C",
    ink: "#E9E6DF",
    label: "#A8A69F",
    waterLabel: "#6FA3B0",
    halo: "#0F1216",
    watched: "#F2B84B",
    expected: "#77602F",
    edge: "#F2B84B",
    paper: "#0F1216",
    depth: { "1": "#2F4A78", "2": "#666A70", "3": "#948E78", "5": "#C9B864", "9": "#FFEA46" },
    space: {
      stop: "#9C92E0",
      square: "#D9869B",
      playground: "#D9C65F",
      park: "#4FA873",
      street: "#7A828B",
    },
    looked: "#4FB3BB",
  },
};
