// Reads calendars as ical.js does, the library of Thunderbird: node check.mjs FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const library = createRequire(`${process.cwd()}/`)("ical.js");
const ICAL = library.default ?? library;

function fail(file, what) {
    console.error(`${file}: ${what}`);
    process.exit(1);
}

for (const file of process.argv.slice(2)) {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
    const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
    if (events.length === 0) fail(file, "no events");
    const names = new Set(events.map((event) => event.uid));
    if (names.size !== events.length) fail(file, "a UID occurs twice");
    for (const event of events) {
        if (!event.summary) fail(file, `${event.uid} has no title`);
        if (event.startDate.zone !== ICAL.Timezone.utcTimezone) fail(file, `${event.uid} is not in UTC`);
        if (event.endDate.compare(event.startDate) < 0) fail(file, `${event.uid} ends before it begins`);
        if (!Number.isInteger(event.sequence)) fail(file, `${event.uid} has no sequence`);
    }
    const method = calendar.getFirstPropertyValue("method");
    if (method === "REQUEST") {
        const [event] = events;
        if (!event.organizer?.startsWith("mailto:")) fail(file, "nobody invites");
        if (!event.attendees.every((who) => who.getParameter("partstat") === "NEEDS-ACTION")) {
            fail(file, "somebody who is invited is not asked");
        }
    }
    console.log(`${file}: ${events.length} events${method ? `, ${method}` : ""}`);
}
