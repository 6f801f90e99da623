// What pages do besides swapping fragments: times count on, and a lost connection is said.
(() => {
  "use strict";

  // The words of the server (Ui/Text/Ago.cs).
  const ago = (then) => {
    const seconds = Math.floor((Date.now() - then) / 1000);
    if (seconds < -60) return "in the future";
    if (seconds < 2) return "just now";
    if (seconds < 60) return `${seconds} s ago`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
    return `${Math.floor(seconds / 86400)} days ago`;
  };

  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

  const tell = (time) => {
    const then = new Date(time.dateTime);
    const words = ago(then.getTime());
    if (time.textContent !== words) time.textContent = words;
    if (!time.dataset.local) {
      time.dataset.local = "yes";
      time.title = `${local.format(then)} here, ${time.title}`;
    }
  };

  const tellAll = (root) => root.querySelectorAll("time[data-ago]").forEach(tell);

  tellAll(document);
  setInterval(() => tellAll(document), 1000);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) tellAll(node);
  }).observe(document.body, { childList: true, subtree: true });

  const link = document.getElementById("link");
  const say = (state, words) => {
    link.hidden = false;
    if (link.dataset.state === state) return;
    link.dataset.state = state;
    link.textContent = words;
  };

  if (document.querySelector("[sse-connect]") && window.htmx) {
    document.documentElement.classList.add("live");

    // A browser opens six connections to a host in all its tabs together: a tab that nobody sees must not hold one.
    let source = null;
    htmx.createEventSource = (url) => (source = new EventSource(url));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) source?.close();
      else if (source?.readyState === EventSource.CLOSED) source.dispatchEvent(new Event("error")); // the extension connects again
    });
    document.body.addEventListener("htmx:sseOpen", () => say("live", "Live"));
    document.body.addEventListener("htmx:sseError", () => say("lost", "Connection lost: values may be old. Trying again…"));
  }

  // A command that the gateway itself refused still has an answer to show.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr && event.detail.target.id === "answer" && event.detail.xhr.status >= 400) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:sendError", (event) => {
    if (event.detail.target.id === "answer") event.detail.target.textContent = "The gateway cannot be reached.";
  });
})();
