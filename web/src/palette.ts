/** Paper and ink by day and by night; the same colours as in site.css. */

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
  /** Outlines and hatching: amber itself is too light on paper for a mark. */
  edge: string;
  paper: string;
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
    edge: "#B07203",
    paper: "#FAF8F4",
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
    edge: "#F2B84B",
    paper: "#0F1216",
  },
};
