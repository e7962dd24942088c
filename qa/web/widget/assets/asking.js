// The way to the server: a session in a header, and the events of an answer as they come.

const SESSION = "x-cityplans-session";
let session = null;

class Problem extends Error {
  constructor(status, detail, wait) {
    super(detail);
    Object.assign(this, { status, wait });
  }
}

const post = async (path, body, headers = {}, signal = undefined) => {
  const response = await fetch(`${root.dataset.root}${path}`, {
    method: "POST", body: JSON.stringify(body), signal, credentials: "omit",
    headers: { "content-type": "application/json", ...headers },
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Problem(response.status, problem.detail ?? "", response.headers.get("retry-after"));
};

/** Return a session that is good for a while; a new one is fetched before the old one ends. */
const begin = async (fresh = false) => {
  if (!session || fresh || performance.now() > session.until) {
    const given = await (await post("/embed/session", { id: root.dataset.widget })).json();
    session = { ...given, until: performance.now() + given.expires_in * 800 };
  }
  return session;
};

/** Yield [name, data] for each event of the answer. Throws Problem, or what fetch throws. */
async function* answerEvents(body, signal) {
  const open = async (fresh) => {
    const { token } = await begin(fresh);
    return post("/api/ask", body, { accept: "text/event-stream", [SESSION]: token }, signal);
  };
  const response = await open(false).catch((error) => {
    if (error.status !== 401) throw error;
    return open(true); // the server was started anew
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const name = /^event: (.+)$/m.exec(part)?.[1];
      const data = /^data: (.+)$/m.exec(part)?.[1];
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}
