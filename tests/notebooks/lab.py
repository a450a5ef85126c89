"""JupyterLab and Notebook 7 in Chromium, as a learner has them: a server of its own, notebooks opened, run and looked at."""

import os
import re
from pathlib import Path

from serving import serving

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OWN = {"lab": "$^", "notebook": r"reading 'schema'|filebrowser:open-path|\.woff"}  # what each complains of whatever it shows
EXPOSED = ("LabApp", "JupyterNotebookApp")  # the applications, which give the page window.jupyterapp
PATIENCE = 180_000  # milliseconds; a loaded machine is slow, not broken
COMMAND = "(name) => window.jupyterapp.commands.execute(name).then(() => true)"
READY = "() => window.jupyterapp.shell.currentWidget.sessionContext.ready.then(() => true)"
EXECUTE = """async (code) => {
  const future = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code });
  let printed = "";
  future.onIOPub = ({ content }) => { printed += content.text ?? content.evalue ?? ""; };
  await future.done;
  return printed;
}"""


def server(folder):
    """The address of a server of both applications for a folder. The notebooks that were signed with its `variables` are trusted."""
    options = ["--no-browser", "--ServerApp.token=", "--ServerApp.password=", "--allow-root", f"--ServerApp.root_dir={folder}"]
    options += [f"--{application}.expose_app_in_browser=True" for application in EXPOSED]
    return serving("jupyterlab", *options, folder=folder, env=variables(folder))


def variables(folder):
    """The environment in which Jupyter keeps what it learns, such as which notebooks are trusted, in this folder."""
    return {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "data")}


class Notebook:
    """A notebook open in JupyterLab or Notebook 7; `trouble` collects errors of console and page and requests that leave the machine."""

    def __init__(self, browser, address, name, application="lab"):
        self.page = browser.new_page(viewport={"width": 1280, "height": 1000})
        self.trouble, self.own = [], OWN[application]
        self.page.on(
            "console", lambda message: self._hear(f"{message.text} {message.location['url']}") if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self._hear(str(error)))
        self.page.on("request", lambda request: self._check(request.url, address))
        places = {"lab": f"lab/workspaces/{re.sub(r'[^a-z0-9]', '', name)}/tree/{name}?reset", "notebook": f"notebooks/{name}"}
        self.page.goto(f"{address}/{places[application]}", timeout=PATIENCE)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE)
        self.page.set_default_timeout(PATIENCE)
        self.page.evaluate(READY)
        if application == "lab":
            self.command("application:toggle-left-area")

    def _hear(self, complaint):
        if not re.search(self.own, complaint):
            self.trouble.append(complaint)

    def _check(self, url, address):
        if url.startswith("http") and not url.startswith(address):
            self.trouble.append(f"a request left the machine: {url}")

    def command(self, name):
        """Carry out one of JupyterLab's commands, to its end."""
        self.page.evaluate(COMMAND, name)

    def use_theme(self, theme):
        """Go over to the "light" or the "dark" theme; JupyterLab keeps it for the notebooks that are opened later."""
        change = f"apputils:change-theme', {{ theme: 'JupyterLab {theme.title()}' }}"
        self.page.evaluate(f"() => {{ window.jupyterapp.commands.execute('{change}); }}")
        self.page.wait_for_selector(f"body[data-jp-theme-light='{str(theme == 'light').lower()}']", state="attached")

    def execute(self, code):
        """What the kernel prints when it runs this code, beside the notebook's cells."""
        return self.page.evaluate(EXECUTE, code)

    def wait_until(self, truth):
        """Wait until this is true in the kernel: it hears of a move a tenth of a second later."""
        is_true = f"(code) => ({EXECUTE})(code).then((printed) => printed.trim() === 'True')"
        self.page.wait_for_function(is_true, arg=f"print(bool({truth}))", polling=200)

    def run_all(self):
        """Run every cell and wait for the first scene."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_selector(".d2lcalc-scene, .jp-OutputArea-output[data-mime-type*=error]")
        assert self.errors() == []

    def scene(self, number):
        """The scene with this number, scrolled into view."""
        scene = self.page.locator(".d2lcalc-scene").nth(number)
        scene.scroll_into_view_if_needed(timeout=PATIENCE)
        scene.locator("xpath=self::*[@data-theme]").wait_for()  # only what is on the screen is drawn
        return scene

    def errors(self):
        """The text of every error that a cell or an Output widget shows."""
        return self.page.locator(
            ".jp-OutputArea-output[data-mime-type*=error], .jp-OutputArea-output[data-mime-type*=stderr]"
        ).all_inner_texts()

    def close(self):
        """Close the page and end its kernel: nine that live on would share the machine, and a page opened later would revive the scenes."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown().then(() => true)")
        self.page.close()
