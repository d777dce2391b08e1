// Sends orders and questions to the sandbox.

import { toast } from "./toasts.js";

export async function ask(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Resolves to the answer, or to null after the reader was told why there is none. */
export async function order(name, body = {}) {
  const form = body instanceof FormData;
  try {
    const response = await fetch(`/sandbox/${name}`, {
      method: "POST",
      headers: form ? {} : { "content-type": "application/json" },
      body: form ? body : JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error, "bad");
  } catch (error) {
    toast(String(error.message ?? error), "bad");
  }
  return null;
}
