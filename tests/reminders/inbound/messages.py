"""Messages as mail servers and people write them, and the sorts of damage that they come in."""

from __future__ import annotations

from email.message import EmailMessage

DAEMON = "MAILER-DAEMON@mx.example.org (Mail Delivery System)"


def bounce(
    to: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 <ditte@example.org>: Recipient address rejected: User unknown",
    number: int = 1,
) -> bytes:
    """A report of delivery (RFC 3464) as Postfix writes it; `number` tells two of them apart."""
    fields = "\r\n".join(
        f"{name}: {value}"
        for name, value in {
            "Final-Recipient": "rfc822; ditte@example.org",
            "Action": action,
            "Status": status,
            "Diagnostic-Code": diagnostic,
        }.items()
        if value
    )
    return (
        f"Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: {DAEMON}\r\nTo: {to}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-Id: <bounce{number}@mx.example.org>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="A1"\r\n\r\n'
        "--A1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you\r\n"
        "--A1\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Tue, 19 Nov 2030 06:30:00 +0100\r\n\r\n{fields}\r\n\r\n"
        "--A1\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Udkast senest 1. marts\r\n\r\n--A1--\r\n"
    ).encode()


def written(
    to: str,
    *,
    subject: str = "Re: Udkast senest 1. marts: Kæmpecelletumorer",
    text: str = "Kære alle\n\nUdkastet er på vej, I får det den 1. april.\n\nVenlig hilsen Ditte\n",
    sender: str = "Ditte Bæk <ditte@example.org>",
    **headers: str,
) -> bytes:
    """A message that somebody wrote, or an auto-reply where the headers say so (X_Name is X-Name)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = "<svar1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def non_report(to: str) -> bytes:
    """A bounce in a mail server's own words, as qmail writes it."""
    return (
        f"Return-Path: <>\nTo: {to}\nFrom: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.example.org.\nSorry, no mailbox here by that name. (#5.1.1)\n"
    ).encode()
