"""Ways to reach the same tools. A face translates, it never decides."""
