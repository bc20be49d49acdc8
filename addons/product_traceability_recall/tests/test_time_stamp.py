"""Evidence is stamped by a service after RFC 3161, here one that ``openssl ts`` answers for."""

import http.server
import subprocess
import tempfile
import threading
from pathlib import Path

from odoo.tests import tagged

from ..tools import bag, timestamp
from .common import RecallCommon

SETTINGS = """
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
certs = ca.pem
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\n"


class Service:
    """A time stamp service on this machine, with certificates of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.spoil = lambda query, reply: reply
        self._certify()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                reply = service.answer(query)
                self.send_response(200)
                self.send_header("Content-Type", timestamp.REPLY)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *args):
                pass

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def openssl(self, *arguments):
        """:return: str, what openssl printed; it must end well"""
        done = subprocess.run(
            ("openssl", *arguments), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout

    def _certify(self):
        (self.folder / "tsa.conf").write_text(SETTINGS)
        (self.folder / "extensions").write_text(EXTENSIONS)
        (self.folder / "serial").write_text("01\n")
        new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self.openssl(
            *(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA"),
        )
        self.openssl(*new, "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Test TSA")
        self.openssl(
            *("x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
            *("-CAcreateserial", "-extfile", "extensions", "-out", "signer.pem"),
        )

    def answer(self, query):
        (self.folder / "query.tsq").write_bytes(query)
        self.openssl(
            *("ts", "-reply", "-queryfile", "query.tsq", "-out", "reply.tsr"),
            *("-config", "tsa.conf"),
        )
        return self.spoil(query, (self.folder / "reply.tsr").read_bytes())

    def verify(self, content, reply):
        """:return: str, what ``openssl ts -verify`` says of a stamp of these bytes"""
        (self.folder / "content").write_bytes(content)
        (self.folder / "kept.tsr").write_bytes(reply)
        return self.openssl(
            *("ts", "-verify", "-data", "content", "-in", "kept.tsr", "-CAfile", "ca.pem"),
        )


@tagged("post_install", "-at_install")
class TestTimeStamp(RecallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.service = Service(folder.name)
        cls.addClassCleanup(cls.service.close)
        cls.company.action_create_signing_key()
        cls.recall = cls.scoped()

    def seal(self, url):
        self.company.recall_timestamp_url = url
        self.recall.action_seal_evidence()
        return bag.read(self.recall.evidence_attachment_id.sudo().raw)

    def test_evidence_is_stamped_and_openssl_verifies_it(self):
        files = self.seal(self.service.url)
        self.assertEqual(self.recall.stamp_state, "stamped")
        self.assertTrue(self.recall.stamped_on)
        stamp = files["seals/manifest-sha256.txt.tsr"]
        self.assertIn("OK", self.service.verify(files[bag.MANIFEST], stamp))
        with self.assertRaises(AssertionError):
            self.service.verify(files[bag.MANIFEST] + b" ", stamp)
        self.assertFalse(self.recall.find_evidence_problems())
        told = self.recall.with_user(self.stock_user).action_check_evidence()["params"]
        self.assertEqual(told["type"], "success")

    def test_without_the_service_evidence_is_made_and_stamped_later(self):
        files = self.seal("http://127.0.0.1:9/")
        self.assertEqual(self.recall.stamp_state, "waiting")
        self.assertNotIn("seals/manifest-sha256.txt.tsr", files)
        self.run_cron("_cron_stamps")
        self.assertEqual(self.recall.stamp_state, "waiting")
        self.company.recall_timestamp_url = self.service.url
        self.run_cron("_cron_stamps")
        self.assertEqual(self.recall.stamp_state, "stamped")
        stamp = self.recall.stamp_attachment_id.sudo().raw
        self.assertIn("OK", self.service.verify(files[bag.MANIFEST], stamp))
        self.assertFalse(self.recall.find_evidence_problems())

    def test_answers_that_stamp_nothing_are_refused(self):
        other = timestamp.request(b"another")
        kept = self.service.answer(other.content)
        for spoil in (
            lambda query, reply: b"",
            lambda query, reply: b"<html>Not found</html>",
            lambda query, reply: kept,
            lambda query, reply: reply[:-1],
            lambda query, reply: reply[:-9] + bytes([reply[-9] ^ 1]) + reply[-8:],
            lambda query, reply: bytes.fromhex("30053003020102"),  # rejected
        ):
            self.service.spoil = spoil
            self.addCleanup(setattr, self.service, "spoil", lambda query, reply: reply)
            with self.assertLogs("odoo.addons.product_traceability_recall", "WARNING"):
                self.seal(self.service.url)
            self.assertEqual(self.recall.stamp_state, "waiting")

    def test_a_signature_or_stamp_of_another_is_found(self):
        self.seal(self.service.url)
        evidence, now = self.recall.evidence_attachment_id, self.recall.stamped_on
        self.recall.sudo().record(stamped_on=now.replace(year=2020))
        self.assertIn("another moment", self.recall.find_evidence_problems()[0])
        self.recall.sudo().record(stamped_on=now)
        self.company.recall_timestamp_url = False
        self.company.sudo().recall_signing_key = False
        self.recall.action_seal_evidence()
        self.recall.sudo().record(is_signed=True, stamp_state="stamped")
        told = "\n".join(self.recall.find_evidence_problems())
        self.assertIn("signature is missing or wrong", told)
        self.assertIn("time stamp is wrong", told)
        self.recall.sudo().record(evidence_attachment_id=evidence.id)
        self.assertIn("not the one that was sealed", self.recall.find_evidence_problems()[0])
