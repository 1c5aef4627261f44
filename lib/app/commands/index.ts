// What people ask for on GitHub, in a comment or by a button.
// 1. The comment is read from GitHub, or the press from its signed body; what a person may not ask for is refused in
//    words.
// 2. Owners of the files and the second pair of eyes are looked up at that moment.
// 3. The act of `words` is called; an approval of what is not planned yet is kept until it is.
// 4. The answer is kept before anybody is told: the same comment again does nothing twice.
export { answerComment } from './answer-comment.ts';
export { tellDrain } from './drain-reply.ts';
export { isPlanned, judgeKept } from './kept-words.ts';
export { pressButton } from './press-button.ts';
export { tellRollbacks } from './rollback-reply.ts';
