"""A mail server on this machine that takes mails, refuses them, or does not answer."""

import contextlib
import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """`mails` is what it took. It refuses every address if told to, and answers nobody while `answering` is not set."""

    daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusing = False
        self.connections = 0
        self.answering = threading.Event()
        self.answering.set()
        super().__init__(("127.0.0.1", 0), Conversation)

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a mail needs."""

    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self.server.answering.wait()
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper().decode()
            if verb == "DATA":
                self.say("354 go on")
                self.take()
            elif verb == "RCPT" and self.server.refusing:
                self.say("550 nobody of this name")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")

    def take(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
        self.server.mails.append(message_from_bytes(text, policy=policy.default))
        self.say("250 taken")

    def say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone
            self.wfile.write(f"{line}\r\n".encode())
