export default {
  loading: "Loading",
  empty: "Nothing here",
  failed: {
    title: "Cannot be shown",
    unknown: "The server gave no reason.",
    unreachable: "The server cannot be reached",
    unreachableNext: "Check the network. If it stays like this, tell your administrator.",
    retry: "Try again",
  },
  noPermission: {
    title: "Not allowed",
    text: "Your role does not have this permission ({{permission}}).",
    next: "If your work needs it, ask an administrator to change your role.",
  },
};
