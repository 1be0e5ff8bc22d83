/** Posts to the playground's API; anything but success is an error. */
export async function post<Answer = unknown>(path: string, body: Record<string, unknown>): Promise<Answer> {
  const response = await fetch(`/playground/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}
