"""What comes back: bounces, auto-replies and answers, read from a mail server's pipe (reliability 2.1)."""
