"""From facts to what a large model wrote of them, as far as it stands up to them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import groupby
from typing import NamedTuple

import pyarrow as pa

from kindred import personas, replies
from kindred.masking import masked_text
from kindred.model_answers import Refused
from kindred_warehouse.llm_cache import Cache, request_hash
from kindred_warehouse.llm_endpoint import Endpoint, NoAnswer, NoBudget, Settings

ANSWERS = pa.schema(
    [
        ("purpose", pa.string()),
        ("subject_id", pa.string()),
        ("request_hash", pa.string()),
        ("name", pa.string()),
        ("summary", pa.string()),
        ("offer", pa.string()),
        ("tone", pa.string()),
        ("reply", pa.string()),
        ("refusal", pa.string()),
    ]
)
AT_ONCE = 4  # requests under way; affects speed, not results
NOT_ASKED = "no answer"  # and not why: that is the endpoint's mood of the day


class Question(NamedTuple):
    """What is asked of a subject, and how its answer is read (read raises Refused)."""

    purpose: str
    subject_id: str
    system: str
    text: str
    read: Callable[[str], dict[str, str]]

    @property
    def sent(self) -> str:
        """Everything that leaves the house."""
        return f"{self.system}\n\n{self.text}"


def answers_to(facts, words, connection, schema: str, **limits) -> pa.Table:
    """What the model says of each subject of int_llm_facts, as ANSWERS; a refused answer says why.

    facts: rows of int_llm_facts, sorted by purpose, subject and rank; words: rows of
    int_shared_words; limits: those of Endpoint. Answers that the cache has are not asked again.
    """
    settings, cache = Settings.from_environment(), Cache(connection, schema)
    # who names a model for vectors alone has the templates
    questions = questions_of(facts, dict(words)) if settings.model else []
    endpoint = Endpoint(settings, **limits)
    hashes = [request_hash(q.purpose, settings.model, q.sent) for q in questions]
    ask_all(dict(zip(hashes, questions, strict=True)), endpoint, cache)
    known = cache.answers(hashes)
    rows = [
        {"purpose": question.purpose, "subject_id": question.subject_id, "request_hash": key}
        | _read(question, known.get(key))
        for key, question in zip(hashes, questions, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=ANSWERS)


def questions_of(facts, words: dict[str, bool]) -> list[Question]:
    """One question for each subject, its free text masked."""
    found = []
    for (purpose, subject), rows in groupby(facts, key=lambda row: row[:2]):
        told = [row[3:] for row in rows]
        if purpose == "persona":
            profile = [personas.Typical(row[0], *row[2:]) for row in told]
            text = personas.persona_question(told[0][1], profile)
            read = _persona_reader(profile)
            found.append(Question(purpose, subject, personas.SYSTEM, text, read))
        else:
            said = {fact: value for fact, value, *_ in told}
            review, item = (masked_text(said.get(fact, ""), words) for fact in ("review", "item"))
            usual = said["usual_reply"]
            text = replies.reply_question(review, item, said["complaint"], usual)
            found.append(Question(purpose, subject, replies.SYSTEM, text, _reply_reader(usual)))
    return found


def ask_all(questions: dict[str, Question], endpoint: Endpoint, cache: Cache) -> None:
    """Ask what the cache has no answer to; every answer is kept as soon as it is there.

    questions: by request hash. Shows how far it has come, and says what was left out.
    """
    known = cache.answers(questions)
    waiting = [key for key in questions if key not in known]
    if not waiting:
        return
    problem, done, asked = None, 0, {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        left = iter(waiting)
        while True:
            while len(asked) < AT_ONCE and problem is None:
                key = next(left, None)
                if key is None:
                    break
                question = questions[key]
                try:
                    endpoint.take()
                except NoBudget as error:
                    problem = str(error)
                    break
                request = (key, question.purpose, endpoint.settings.model, question.sent)
                cache.sending([request])
                asked[pool.submit(endpoint.chat, question.system, question.text)] = key
            if not asked:
                break
            future = next(as_completed(asked))
            key = asked.pop(future)
            try:
                cache.answered({key: future.result()})
                done += 1
            except NoAnswer as error:
                failure = str(error)
                problem = problem or (endpoint.stopped and failure)
            if done % 20 == 0 and done:
                print(f"Kindred asks the large model: {done} of {len(waiting)} answered.")
    print(f"Kindred asked the large model: {done} of {len(waiting)} answered.")
    if problem:
        print(f"The others keep their templates ({problem}); the next build asks on.")


def _read(question: Question, answer: str | None) -> dict[str, str]:
    if answer is None:
        return {"refusal": NOT_ASKED}
    try:
        return question.read(answer)
    except Refused as error:
        return {"refusal": str(error)}


def _persona_reader(profile):
    return lambda answer: personas.read_persona(answer, profile)


def _reply_reader(usual_reply: str):
    return lambda answer: {"reply": replies.read_reply(answer, usual_reply)}
