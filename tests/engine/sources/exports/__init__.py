"""Generators of files in the shape of real exports; see :mod:`.registry`."""

from tests.engine.sources.exports import (
    alimama,
    douyin,
    google,
    meta,
    oceanengine,
    pinduoduo,
    segment,
    shopify,
    sycm,
    taobao,
    tencent,
    trackers,
    wecom,
    xiaohongshu,
)
from tests.engine.sources.exports.registry import Expected, Shape, entered, export

__all__ = [
    "Expected",
    "Shape",
    "alimama",
    "douyin",
    "entered",
    "export",
    "google",
    "meta",
    "oceanengine",
    "pinduoduo",
    "segment",
    "shopify",
    "sycm",
    "taobao",
    "tencent",
    "trackers",
    "wecom",
    "xiaohongshu",
]
