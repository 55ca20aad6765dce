"""Seeded generator of shops: `demo_shop` is small and lifelike, `scale_shop` big and plain."""
