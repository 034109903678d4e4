"""PhoneSafety: risky moments on a phone, made by flows, each judged by what an action there brings about."""
