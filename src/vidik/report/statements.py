"""What a source says about a camera, under the names that OpenStreetMap gives to it."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.model.camera import Camera

__all__ = ["said"]


def said(camera: Camera) -> Mapping[str, str]:
    """Return the camera's tags, and its fields under the names of the tags they correspond to.

    A source with columns of its own is read into the fields of `Camera`, while its tags keep their
    own names; the rules are written in tags of OpenStreetMap.

    Examples
    --------
    >>> dict(said(Camera(id="a:1", source="a", location="a:1", lon=0, lat=0, mount="wall")))
    {'camera:mount': 'wall'}
    """
    fields = {
        "camera:mount": camera.mount,
        "surveillance": camera.surveillance,
        "surveillance:zone": camera.zone,
        "operator": camera.operator,
        "operator:type": camera.operator_type,
    }
    return {key: value for key, value in fields.items() if value is not None} | dict(camera.tags)
