"""Styles: what QGIS and its friends need to draw the downloads as the map does."""
