export default {
  newer: "Something newer: show it",
  ago: "{{ago}} ago",
  state: {
    live: "Live",
    late: "{{lag}} behind",
    asking: "Every 5 s",
    connecting: "Reconnecting",
    resting: "Paused",
  },
  meaning: {
    live: "The page follows new events; the time is that of the last change.",
    late: "Events that were received are not all worked through yet; results follow.",
    asking: "The server’s messages do not get through, so it is asked every 5 seconds.",
    connecting: "The connection to the server broke; what was missed follows once it is back.",
    resting: "A page that nobody sees follows nothing; it catches up when you are back.",
  },
};
