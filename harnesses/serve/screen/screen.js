"use strict";
// What is done on the page goes to the phone: one touch, key or word is one request, and that is one call. Requests are
// made one after another; while one is under way the body is marked as busy.

const HOLD = 500; // ms after which a touch is a long press
const DRAG = 24; // pixels of the phone's screen from which a touch is a swipe
const TURN = 150; // ms in which turns of the wheel are one scroll
const DOUBLE = 500; // ms in which a second tap at the same place makes it a double tap
const PAUSE = 400; // ms without a key after which what stands in a search field is searched for

const stage = document.getElementById("stage");
const said = document.getElementById("said");
let queue = Promise.resolve();
let waiting = 0;
let replacing = false;
let down = null; // where and when the finger came down
let tapped = ""; // the field that was tapped last, which has the phone's focus
let last = null; // where and when the last tap was, which the next may make a double one
let turned = 0; // when the wheel was turned last
let paused = 0; // the timer of a search field

const screen = () => stage.firstElementChild;

function act(tool, given) {
    busy(1);
    queue = queue.then(() => send(tool, given)).catch(() => tell("There is no answer.")).then(() => busy(-1));
}

function busy(more) {
    waiting += more;
    document.body.setAttribute("aria-busy", String(waiting > 0));
}

async function send(tool, given) {
    const answer = await fetch("screen", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({tool, arguments: given}),
    });
    if (!answer.ok) {
        tell(await answer.text());
        return;
    }
    const told = await answer.json();
    tell(told.said);
    if (told.screen) show(told.screen);
}

function tell(words) {
    said.textContent = words;
}

// Put another screen in the place of the present one. A field that is being typed in stays so.
function show(source) {
    const held = screen().contains(document.activeElement) ? document.activeElement : null;
    const fresh = new DOMParser().parseFromString(source, "text/html").body.firstElementChild;
    replacing = true;
    stage.replaceChildren(fresh);
    replacing = false;
    fit();
    const again = held === null || !held.dataset.field ? null : fieldAt(nameOf(held));
    if (again) {
        if (dirty(held)) again.value = held.value;
        again.classList.toggle("typing", dirty(again));
        again.focus({preventScroll: true});
        again.setSelectionRange(again.value.length, again.value.length);
    }
}

function fieldAt(name) {
    return [...screen().querySelectorAll("[data-field]")].find((field) => nameOf(field) === name);
}

// Return what a field goes by: its window and its key, since its path changes with the label that it has or has not.
function nameOf(field) {
    const key = keyOf(field);
    return key ? `${field.dataset.field.split("/", 1)}/${key}` : field.dataset.field ?? "";
}

function keyOf(field) {
    const key = (field.dataset.field ?? "").split("/").pop();
    return /^\d*$/.test(key) ? "" : key;
}

// Make the screen as high as the window, but no larger than it is.
function fit() {
    const {offsetWidth: width, offsetHeight: height} = screen();
    const scale = Math.min(1, window.innerHeight / height);
    screen().style.transform = scale < 1 ? `scale(${scale})` : "";
    stage.style.width = `${width * scale}px`;
    stage.style.height = `${height * scale}px`;
}

function pointOf(event) {
    const at = screen().getBoundingClientRect();
    const scale = screen().offsetWidth / at.width;
    const within = (value, size) => Math.min(Math.max(Math.floor(value * scale), 0), size - 1);
    return [within(event.clientX - at.left, screen().offsetWidth), within(event.clientY - at.top, screen().offsetHeight)];
}

// Typing

function sentOf(field) {
    return field.sent ?? field.defaultValue;
}

function dirty(field) {
    return field.value !== sentOf(field);
}

// Type what stands in a field, if the phone does not have it yet.
function flush(field, submit = false) {
    if (!field || !field.dataset.field || !dirty(field)) return false;
    const secret = field.type === "password"; // its text is not on the page: what is typed is added
    const given = {text: field.value, clear: !secret && sentOf(field) !== "", submit};
    if (nameOf(field) !== tapped) Object.assign(given, placeOf(field));
    tapped = nameOf(field);
    if (secret) field.value = "";
    field.sent = field.value;
    field.classList.remove("typing");
    act("phone.type", given);
    return true;
}

function placeOf(field) {
    const key = keyOf(field);
    if (key) return {id: key};
    const {left, top, width, height} = field.getBoundingClientRect();
    const [x, y] = pointOf({clientX: left + width / 2, clientY: top + height / 2});
    return {x, y};
}

stage.addEventListener("input", (event) => {
    const field = event.target;
    field.classList.toggle("typing", dirty(field));
    const single = event.inputType === "insertText" && (event.data ?? "").length < 2;
    const more = single || event.isComposing || (event.inputType ?? "").startsWith("delete");
    if (!more) flush(field); // pasted or filled in by a program: it is all there
    clearTimeout(paused);
    if (more && field.enterKeyHint === "search") paused = setTimeout(() => flush(document.activeElement), PAUSE);
});

stage.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.dataset.field) return;
    event.preventDefault();
    if (!flush(field, true)) act("phone.enter", {});
});

stage.addEventListener("focusout", (event) => {
    if (!replacing) flush(event.target);
});

// Touching

stage.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    down = {at: pointOf(event), when: event.timeStamp, field: nameOf(event.target)};
});

window.addEventListener("pointerup", (event) => {
    if (down === null || !event.isPrimary) return;
    const {at: [x1, y1], when, field} = down;
    const [x2, y2] = pointOf(event);
    down = null;
    if (document.activeElement !== null && nameOf(document.activeElement) !== field) flush(document.activeElement);
    if (Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)) >= DRAG) {
        act("phone.swipe", {x1, y1, x2, y2});
        return;
    }
    const long = event.timeStamp - when >= HOLD;
    if (field && field === tapped && !long) return; // it has the focus: the finger moves the caret
    tapped = long ? "" : field;
    const twice = !long && last !== null && event.timeStamp - last.when < DOUBLE
        && Math.max(Math.abs(x1 - last.at[0]), Math.abs(y1 - last.at[1])) < DRAG;
    last = long || twice ? null : {at: [x1, y1], when: event.timeStamp};
    act(long ? "phone.long_press" : twice ? "phone.double_tap" : "phone.tap", {x: x1, y: y1});
});

window.addEventListener("pointercancel", () => { down = null; });
stage.addEventListener("contextmenu", (event) => event.preventDefault());

stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (waiting || event.timeStamp - turned < TURN) return;
    turned = event.timeStamp;
    flush(document.activeElement);
    const across = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const [x, y] = pointOf(event);
    const direction = across ? (event.deltaX < 0 ? "left" : "right") : event.deltaY < 0 ? "up" : "down";
    act("phone.scroll", {direction, x, y});
}, {passive: false});

// Keys and words

for (const button of document.querySelectorAll("button[data-tool]")) {
    button.addEventListener("click", () => {
        tapped = "";
        act(button.dataset.tool, {});
    });
}

for (const form of document.querySelectorAll("form[data-tool]")) {
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const given = Object.fromEntries(new FormData(form));
        act(form.dataset.tool, form.dataset.tool === "phone.wait" ? {ms: Number(given.ms)} : given);
        form.reset();
    });
}

window.addEventListener("resize", fit);
fit();
