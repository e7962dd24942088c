// Comes with the cookie that the conversation is bound to; the chat cannot work without it, and says so.
if (!navigator.cookieEnabled) {
  addEventListener("DOMContentLoaded", () => {
    const note = document.createElement("p");
    note.className = "cp-no-cookies";
    note.setAttribute("role", "alert");
    note.textContent = "对话需要 Cookie：请允许本站使用 Cookie 后重新打开。The chat needs a cookie: allow cookies for this site and open it again.";
    document.body.prepend(note);
  });
}
