export default {
  loading: "正在载入",
  empty: "没有内容",
  failed: {
    title: "无法显示",
    unknown: "服务器没有说明原因。",
    unreachable: "连不上服务器",
    unreachableNext: "请检查网络；若一直如此，请联系管理员。",
    retry: "重试",
  },
  noPermission: {
    title: "没有权限",
    text: "您的角色没有此项权限（{{permission}}）。",
    next: "如工作需要，请联系管理员调整角色。",
  },
};
