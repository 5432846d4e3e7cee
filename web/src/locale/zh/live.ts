export default {
  newer: "有更新，点此显示",
  ago: "{{ago}}前",
  state: {
    live: "实时",
    late: "延迟 {{lag}}",
    asking: "每 5 秒更新",
    connecting: "正在重新连接",
    resting: "已暂停",
  },
  meaning: {
    live: "页面随新事件更新；时间是最近一次变化。",
    late: "已收到的事件还没有全部算完，结果稍后到。",
    asking: "收不到服务器的推送，改为每 5 秒询问一次。",
    connecting: "与服务器的连接中断，恢复后会补上错过的变化。",
    resting: "页面不可见时不接收更新，回来时会补上。",
  },
};
