"""The desktop face: a wizard on PySide6 that gathers answers, calls stages and shows the results.

Where things are:

- `flow` (no Qt): the pages' names, their order on each route, `Answers` (what was typed, no
  secret in it), `Outcomes` (what the stages gave) and which outcomes an answer outdates.
- `answers` (no Qt): answers as the text of a job file and back. A stage gets `session.job()`,
  which is what `migrator run` would read, so both do the same.
- `typed` (no Qt): the secrets that were typed, in memory alone.
- `session`: all of that for one migration; pages share it and change it by `change`,
  `type_secret` and `record` alone.
- `task`: the one place with threads. `page.Page.run` uses it; no page does.
- `page`: what every page is. `window`: rail, header, footer, moving, saving, closing.
- `tokens`, `theme`, `icons`, `resources`: the look. `widgets/`: the kit of controls.
- `wording`: numbers, sizes and kinds in words. `summaries`: the rail's lines.

To add a page:

1. Give it a name in `flow.PageName`, its places in `flow._ROUTES`, and a case in
   `flow.is_complete`, `summaries.page_title` and `summaries.summary`.
2. Write `pages/<name>_page.py` with a subclass of `page.Page` that sets `name`, builds `body`
   from the kit in `__init__` (with `self.busy` and `self.error` where they belong), and
   overrides `title` (the question), `lead`, `fill` (answers into fields), `commit` (fields into
   answers), `enter`, and `go_on` where the primary button must do work first: start it with
   `self.run(title, call, on_success)` and emit `passed` when it has succeeded. `call` gets a
   `Run`, runs on the pool and touches no widget: open the job and the vault inside it, so that
   an error of either is shown like all others. A stage that writes passes `writes=True`: then
   Stop waits for a safe place.
3. Put the class into `pages/catalogue.py`, and states worth a picture into `poses`.
4. Every text goes through `self.tr` (or `translate("Context", ...)` outside of QObjects), with
   `wording.filled` for what varies; then `python installer/translations.py` collects the texts.
5. Give each control a label that is its buddy (`widgets.fields.Field`) or an accessible name;
   tests/gui/test_pages.py looks at every page of the catalogue.
"""
