// Reads what a node writes with libraries of others: node check.mjs calendar|cap FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const library = createRequire(`${process.cwd()}/`);
const [what, ...files] = process.argv.slice(2);

function fail(file, problem) {
    console.error(`${file}: ${problem}`);
    process.exit(1);
}

// As ical.js does, the library of Thunderbird.
function calendar(file) {
    const found = library("ical.js");
    const ICAL = found.default ?? found;
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

// As cap-ts does.
async function cap(file) {
    const { CAP_1_2 } = library("@dec112/cap-ts");
    const text = readFileSync(file, "utf8");
    const alert = await CAP_1_2.Alert.fromXML(text);
    if (!alert.identifier || !alert.sender) fail(file, "nobody says it");
    if (Number.isNaN(Date.parse(alert.sent))) fail(file, `${alert.sent} is no time`);
    const blocks = text.match(/<info>/g)?.length ?? 0;
    if (blocks === 0 || alert.info_list.length !== blocks) fail(file, "a block is missing");
    for (const info of alert.info_list) {
        if (!info.event || info.category_list.length === 0) fail(file, "a block says nothing");
        if (Number.isNaN(Date.parse(info.expires ?? alert.sent))) fail(file, `${info.expires} is no time`);
        for (const area of info.area_list) if (!area.areaDesc) fail(file, "an area has no name");
    }
    console.log(`${file}: ${blocks} blocks`);
}

for (const file of files) await { calendar, cap }[what](file);
