// Places in the page: #/RUN/EPISODE/STEP?filters. What stands in the address is all that a view is made of.

export function read(hash = location.hash) {
    const [path, search = ""] = hash.replace(/^#\/?/, "").split("?");
    const parts = path.split("/").filter((part) => part !== "").map(decoded);
    const [run, key, step] = parts;
    return {run, key, step, query: Object.fromEntries(new URLSearchParams(search))};
}

function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

export function to({run, key, step, query = {}}) {
    const parts = [run, key, step].filter((part) => part !== undefined && part !== null);
    const path = parts.map((part) => encodeURIComponent(part));
    const search = new URLSearchParams(
        Object.entries(query).filter(([, value]) => value !== "" && value !== undefined && value !== null)
    );
    return `#/${path.join("/")}${search.size ? `?${search}` : ""}`;
}

export function go(place) {
    location.hash = to(place);
}

// Go to a place that takes the present one's: for what is typed letter by letter, which no "back" should go through.
export function turn(place) {
    history.replaceState(null, "", to(place));
    window.dispatchEvent(new HashChangeEvent("hashchange"));
}

// The filters of a list without the page it is at.
export function filters({from, ...query}) {
    return query;
}
