"""What a node has written, read by libraries that know nothing of it; `.ci/formats` calls this.

    check.py calendar|geojson|atom|cap FILE...
    check.py metrics|openapi FILE
    check.py webhook SECRET FOLDER    what `receive` has kept
    check.py receive FOLDER           keeps what is posted; says its port and goes on until it is ended
    check.py relay SOCKET             passes connections on to a socket; the same

A library that is not there is named, and what it would check is skipped.
"""

import asyncio
import json
import pathlib
import sys


def calendar(*files):
    import icalendar

    for file in files:
        read = icalendar.Calendar.from_ical(pathlib.Path(file).read_bytes())
        events = read.walk("VEVENT")
        broken = [error for part in [read, *read.walk()] for error in getattr(part, "errors", [])]
        assert not broken, f"{file}: {broken}"
        assert events, f"{file} has no event"
        for event in events:
            for name in ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"]:
                assert name in event, f"{file}: an event without {name}"
            assert event.decoded("DTSTART") < event.decoded("DTEND"), file
        uids = [str(event["UID"]) for event in events]
        assert len(uids) == len(set(uids)), f"{file}: a UID comes twice"
        print(f"{file}: {len(events)} events")


def geojson(*files):
    import geojson_pydantic

    for file in files:
        read = geojson_pydantic.FeatureCollection.model_validate_json(pathlib.Path(file).read_bytes())
        for feature in read.features:
            for longitude, latitude in corners(feature.geometry.model_dump() if feature.geometry else {}):
                assert -180 <= longitude <= 180 and -90 <= latitude <= 90, f"{file}: {feature.id}"
        print(f"{file}: {len(read.features)} features")


def corners(geometry):
    """All positions of a geometry, however deep."""
    for part in geometry.get("geometries") or []:
        yield from corners(part)
    waiting = [geometry.get("coordinates") or []]
    while waiting:
        part = waiting.pop()
        if part and isinstance(part[0], (int, float)):
            yield part[0], part[1]
        else:
            waiting.extend(part)


def atom(*files):
    import feedparser

    for file in files:
        read = feedparser.parse(pathlib.Path(file).read_bytes())
        assert not read.bozo, f"{file}: {read.get('bozo_exception')}"
        assert read.version == "atom10" and read.feed.id and read.feed.title and read.feed.updated_parsed, file
        assert read.entries, f"{file} has no entry"
        for entry in read.entries:
            assert entry.id and entry.title and entry.updated_parsed and entry.author, f"{file}: {entry}"
        print(f"{file}: {len(read.entries)} entries")


def cap(*files):
    from capparselib.parsers import CAPParser

    for file in files:
        alerts = CAPParser(pathlib.Path(file).read_text()).as_dict()
        assert alerts, f"{file} has no alert"
        for alert in alerts:
            for name in ["cap_id", "cap_sender", "cap_sent", "cap_status", "cap_message_type", "cap_scope"]:
                assert alert.get(name), f"{file}: an alert without {name}"
        print(f"{file}: {len(alerts)} alerts")


def metrics(file):
    from prometheus_client.openmetrics import parser

    families = list(parser.text_string_to_metric_families(pathlib.Path(file).read_text()))
    assert any(family.name == "cabildo_messages_kept" for family in families), file
    print(f"{file}: {len(families)} families")


def openapi(file):
    import openapi_spec_validator

    openapi_spec_validator.validate(json.loads(pathlib.Path(file).read_text()))
    print(f"{file}: a description in OpenAPI 3.1")


def webhook(secret, folder):
    import standardwebhooks

    found = sorted(pathlib.Path(folder).glob("*.json"))
    assert found, f"nothing was posted into {folder}"
    for file in found:
        posted = json.loads(file.read_text())
        standardwebhooks.Webhook(pathlib.Path(secret).read_text().strip()).verify(posted["body"], posted["head"])
        print(f"{posted['head']['webhook-id']}: signed")


def receive(folder):
    """Keeps what is posted, one file a request."""
    import http.server

    class Kept(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            head = {name.lower(): value for name, value in self.headers.items()}
            (pathlib.Path(folder) / f"{head['webhook-id']}.json").write_text(json.dumps({"head": head, "body": body}))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Kept)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def relay(path):
    async def passed(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    async def connected(reader, writer):
        there, out = await asyncio.open_unix_connection(path)
        await asyncio.gather(passed(reader, out), passed(there, writer))

    async def run():
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(run())


CHECKS = {check.__name__: check for check in [calendar, geojson, atom, cap, metrics, openapi, webhook, receive, relay]}

if __name__ == "__main__":
    try:
        CHECKS[sys.argv[1]](*sys.argv[2:])
    except ModuleNotFoundError as missing:
        print(f"== no {missing.name} to be had: {sys.argv[1]} is not checked")
