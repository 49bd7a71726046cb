/** A piece of a sentence; a command is copied as it stands. */
export interface Piece {
  readonly text: string;
  readonly isCommand: boolean;
}

const command =
  /aliproxy (?:doctor|explain|probe|tunnel|vpc|sg|ecs|sandbox|configure)\b.*?(?=["”“。，；\n]|[,;.] |\.$|$)/gu;

/** Finds the commands in a hint: they end with the quote, the clause or the sentence. */
export function splitCommands(hint: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: text, index } of hint.matchAll(command)) {
    if (index > end) pieces.push({ text: hint.slice(end, index), isCommand: false });
    pieces.push({ text: text.trimEnd(), isCommand: true });
    end = index + text.trimEnd().length;
  }
  if (end < hint.length) pieces.push({ text: hint.slice(end), isCommand: false });
  return pieces;
}
