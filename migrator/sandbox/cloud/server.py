"""The Octopus Cloud of the sandbox."""

import logging
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.cloud.documents import text
from migrator.sandbox.cloud.exchange import Answer, LoggedRequest, Refusal, Request, invalid
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.limits import Licence, RateLimiter, too_many
from migrator.sandbox.cloud.routes import BEHAVIOURS, all_routes
from migrator.sandbox.cloud.routing import Router
from migrator.sandbox.cloud.seed import fill_late_children, refuse_too_early, seed_instance
from migrator.sandbox.cloud.store import Store
from migrator.sandbox.cloud.trouble import Trouble
from migrator.sandbox.cloud.wire import BadJsonError, Listener

log = logging.getLogger(__name__)

_GATEWAY_PAGE = b"<html><body><h1>Service Unavailable</h1></body></html>"


class OctopusCloud:
    """A strict stand-in for an Octopus Cloud instance, on a loopback port, from the start on.

    Ids start at `first_id`, so that an id of another installation cannot pass by luck. What
    the real server is known to let through though it leads nowhere, this one refuses.

    Attributes:
        requests: what was asked, oldest first; may be cleared.
        trouble: cues for what shall go wrong.
        store: what the server holds, secrets included.
        limits: what the licence allows, by `Projects`, `Tenants`, `Machines` and so on.
    """

    def __init__(  # noqa: PLR0913 - all of them have defaults that a test may leave alone
        self,
        *,
        api_key: str,
        version: str = "2026.1.9674",
        port: int = 0,
        tls: TlsMaterial | None = None,
        rate_per_minute: int | None = None,
        burst: int = 200,
        first_id: int = 1001,
        space_children_delay_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.requests: list[LoggedRequest] = []
        self.trouble = Trouble()
        self.store = Store(first_id)
        licence = Licence()
        self.limits = licence.limits
        self._instance = Instance(
            api_key,
            version,
            str(uuid.uuid4()),
            self.store,
            self.trouble,
            licence,
            RateLimiter(rate_per_minute, burst, clock),
            clock,
            BEHAVIOURS,
            space_children_delay_s,
        )
        seed_instance(self._instance)
        self._router = Router(all_routes())
        # One request at a time sees and changes the store: each is one unit of work.
        self._turn = threading.Lock()
        self._stopped = threading.Event()
        self._scheme = "http" if tls is None else "https"
        self._listener = Listener(port, self._respond, tls)
        self._thread = threading.Thread(
            target=self._listener.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="octopus-cloud",
            daemon=True,
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._listener.server_port

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def installation_id(self) -> str:
        """The GUID of the installation."""
        return self._instance.installation_id

    def stop(self) -> None:
        """Stop listening and close all connections; once is enough."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self._listener.close()
        self._thread.join()

    def _respond(self, request: Request) -> Answer | None:
        if self.trouble.latency_s:
            self._stopped.wait(self.trouble.latency_s)
        cue = self.trouble.cue_for(request.method)
        if cue.drops_before:
            answer = None
        elif cue.status is not None:
            answer = self._injected(cue.status)
        else:
            answer = self._answer_in_turn(request)
            answer = None if cue.drops_after else replace(answer, is_cut=cue.cuts)
        status = 0 if answer is None else answer.status
        body = None if isinstance(request.body, BadJsonError) else request.body
        self.requests.append(
            LoggedRequest(request.method, request.path, request.query, status, body)
        )
        return answer

    def _injected(self, status: int) -> Answer:
        headers: dict[str, str] = {}
        if self.trouble.retry_after_s is not None:
            headers["Retry-After"] = str(self.trouble.retry_after_s)
        if self.trouble.html_errors:
            return Answer(status, None, _GATEWAY_PAGE, "text/html", headers)
        return Answer(status, {"ErrorMessage": f"Injected {status}."}, headers=headers)

    def _answer_in_turn(self, request: Request) -> Answer:
        is_allowed, headers = self._instance.limiter.take()
        if not is_allowed:
            return too_many(headers)
        with self._turn:
            try:
                answer = self._answer(request)
            except Refusal as refusal:
                answer = refusal.answer()
            except Exception:
                # As a real server would: the client gets a 500, the log the whole story.
                log.exception("%s %s failed.", request.method, request.path)
                answer = Answer(500, {"ErrorMessage": "An unexpected error occurred."})
        return Answer(
            answer.status,
            answer.body,
            answer.content,
            answer.content_type,
            {**answer.headers, **headers},
        )

    def _answer(self, request: Request) -> Answer:
        fill_late_children(self._instance)
        found = self._router.find(self._instance, request.method, request.path)
        refuse_too_early(self._instance, found.space_id)
        if not found.route.is_open:
            self._check_key(request)
        self._instance.demand(found.route.permission)
        if isinstance(request.body, BadJsonError):
            raise invalid("The request body is not valid JSON.")
        return found.route.act(Call(self._instance, request, found.space_id, found.params))

    def _check_key(self, request: Request) -> None:
        sent = (
            request.headers.get("x-octopus-apikey")
            or request.headers.get("x-nuget-apikey")
            or request.query.get("apikey", "")
        )
        is_right = secrets.compare_digest(sent.encode(), self._instance.api_key.encode())
        if self.trouble.is_key_revoked or not is_right:
            raise Refusal(
                401,
                "You must be logged in to request this resource. "
                "Please provide a valid API key or log in again.",
            )

    def space_id(self, name: str) -> str:
        """The id of the space of that name, for tests.

        Raises:
            KeyError: there is none.
        """
        for space in self.store.all_of("Space"):
            if text(space, "Name") == name:
                return text(space, "Id")
        raise KeyError(name)
