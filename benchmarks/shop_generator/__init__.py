"""Seeded generator of planted shops: `demo_shop` is small and lifelike, `scale_shop` is big and plain."""
