"""A mail server of aiosmtpd on a free port of this machine. Keeps each mail as a file: the envelope's addresses, a blank line, the mail as it came."""
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

security, user, password, folder, certificate = sys.argv[1:6]


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("reject@"):
            return "550 5.1.1 no such user"
        if address.startswith("later@"):
            return "451 4.7.1 greylisted"
        if address.startswith("never@"):
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        path = os.path.join(folder, "%04d.eml" % Handler.count)
        with open(path + ".part", "wb") as mail:
            mail.write(("\r\n".join([envelope.mail_from, *envelope.rcpt_tos]) + "\r\n\r\n").encode())
            mail.write(envelope.original_content)
        os.rename(path + ".part", path)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == user.encode() and data.password == password.encode(), handled=False)


async def main():
    context = None
    if security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def session():
        return SMTP(
            Handler(),
            hostname="mail.test",
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            authenticator=authenticate if user else None,
            auth_required=bool(user),
            auth_require_tls=security == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    print("listening on %d" % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
