//! What other tools export of a mesh: runs, alerts, tests, models.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::random_mesh::{Alert, RandomMesh, Run};

impl RandomMesh {
    pub(super) fn tools(&self, files: &mut BTreeMap<String, String>) {
        let mut add = |path: &str, text: String| {
            if !text.is_empty() {
                files.insert(format!("exports/{path}"), text);
            }
        };
        let lines =
            |rows: Vec<Value>| -> String { rows.iter().map(|row| format!("{row}\n")).collect() };
        let runs = self.runs.iter().map(|run| self.run(run));
        add("openlineage/events.ndjson", lines(runs.collect()));
        let alerts = self.alerts.iter().filter(|alert| !alert.is_monitor);
        let alerts = alerts.map(|alert| self.alert(alert));
        add("monte-carlo/alerts.ndjson", lines(alerts.collect()));
        let monitors = self.alerts.iter().filter(|alert| alert.is_monitor);
        let monitors: Vec<Value> = monitors.map(|alert| self.monitor(alert)).collect();
        if !monitors.is_empty() {
            let all = json!({"data": {"getMonitors": monitors}});
            add("monte-carlo/monitors.json", all.to_string());
        }
        self.scheduler(&mut add);
        self.transformations(&mut add);
        self.models(&mut add);
        let results = self.remarks.iter().map(|remark| {
            json!({"ruleId": "smell", "level": "warning",
                   "message": {"text": format!("{} in {}", remark.text, self.full(remark.on))},
                   "locations": [{"logicalLocations": [{"fullyQualifiedName": self.full(remark.on)}]}]})
        });
        let results: Vec<Value> = results.collect();
        if !results.is_empty() {
            let rules = json!([{"id": "smell", "shortDescription": {"text": "Smells"}}]);
            let run = json!({"tool": {"driver": {"name": "checker", "rules": rules}}, "results": results});
            let all = json!({"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                             "runs": [run]});
            add("findings/checks.sarif", all.to_string());
        }
    }

    fn run(&self, run: &Run) -> Value {
        let dataset = |n: &usize| json!({"namespace": "bigquery", "name": self.full(*n)});
        let told = |n: &usize| match &run.tells {
            Some(word) => {
                let column = &self.relations[*n].columns[0].name;
                let fields = json!([{"name": column, "type": "STRING", "description": word},
                                    {"name": word, "type": "STRING"}]);
                let owner = &self.dmes[run.user % self.dmes.len()].name;
                let test = json!([{"assertion": "unique", "column": column, "success": true}]);
                json!({"namespace": "bigquery", "name": self.full(*n), "facets": {
                       "schema": {"fields": fields}, "ownership": {"owners": [{"name": owner}]},
                       "dataQualityAssertions": {"assertions": test}}})
            }
            None => dataset(n),
        };
        // Some ids of runs aren't their own.
        let id = match run.user {
            0 => "shared-1".to_owned(),
            _ => format!("{}-1", run.name),
        };
        json!({"eventTime": format!("2026-01-0{}T06:00:00Z", run.day + 1), "eventType": "COMPLETE",
               "run": {"runId": id}, "job": {"namespace": "etl", "name": run.name},
               "inputs": run.reads.iter().map(told).collect::<Vec<_>>(),
               "outputs": run.writes.iter().map(dataset).collect::<Vec<_>>(),
               "producer": "https://example.com/etl"})
    }

    fn alert(&self, alert: &Alert) -> Value {
        let on = alert.on.iter().map(|n| json!({"tableId": self.full(*n)}));
        json!({"id": alert.name, "title": format!("Alert {}", alert.name), "type": "VOLUME", "severity": "SEV_2",
               "status": if alert.is_open { "WORK_IN_PROGRESS" } else { "FIXED" },
               "tables": on.collect::<Vec<_>>(), "createdTime": "2026-01-08T00:00:00Z",
               "updatedTime": "2026-01-08T01:00:00Z"})
    }

    fn monitor(&self, alert: &Alert) -> Value {
        let on = alert.on.iter().map(|n| self.full(*n).replacen('.', ":", 1));
        json!({"uuid": alert.name, "monitorType": "VOLUME", "name": format!("Watch {}", alert.name),
               "entities": on.collect::<Vec<_>>(), "isPaused": false,
               "monitorStatus": if alert.is_open { "ERROR" } else { "SUCCESS" }})
    }

    /// Runs that another tool starts.
    fn scheduler(&self, add: &mut dyn FnMut(&str, String)) {
        let (mut dags, mut runs, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for run in self.runs.iter().filter(|run| run.is_scheduled) {
            let dag = format!("dag{}", run.name);
            dags.push(json!({
                "dag_id": dag, "description": format!("Starts at {}", run.day), "owners": [format!("o{}", run.user)],
                "tags": [{"name": format!("of{}", run.name)}], "timetable_summary": "@daily", "is_paused": false,
            }));
            let at = format!("2026-01-1{}T06:00:00Z", run.day);
            runs.push(json!({"dag_id": dag, "dag_run_id": "r1", "logical_date": at, "start_date": at, "end_date": at,
                             "state": if run.user == 0 { "failed" } else { "success" }}));
            if let Some(to) = &run.writes {
                let name = self.full(*to);
                events.push(json!({
                    "id": events.len(), "asset_id": 7, "uri": format!("bigquery://{}", name.replace('.', "/")),
                    "name": name, "extra": {}, "source_dag_id": dag, "source_task_id": "load",
                    "source_run_id": "r1", "source_map_index": -1, "timestamp": at, "created_dagruns": [],
                }));
            }
        }
        if !dags.is_empty() {
            let count = dags.len();
            let dags = json!({"dags": dags, "total_entries": count});
            add("airflow/dags.json", dags.to_string());
            let runs = json!({"dag_runs": runs, "total_entries": count});
            add("airflow/dag_runs.json", runs.to_string());
            let events = json!({"asset_events": events});
            add("airflow/asset_events.json", events.to_string());
        }
    }

    fn node(&self, n: usize) -> String {
        format!("model.shop.{}", self.relations[n].name)
    }

    /// What makes relations of others, with its tests and what it knows to read them.
    fn transformations(&self, add: &mut dyn FnMut(&str, String)) {
        let is_made = |n: &usize| self.relations[*n].is_dbt && !self.relations[*n].is_gone;
        let mut nodes = Map::new();
        for n in self.rows().into_iter().filter(is_made) {
            let r = &self.relations[n];
            let dataset = &self.datasets[r.dataset].name;
            let reads = r.reads.iter().copied().filter(|n| is_made(n));
            let reads: Vec<String> = reads.map(|n| self.node(n)).collect();
            let how = if r.is_view() { "view" } else { "table" };
            nodes.insert(
                self.node(n),
                json!({"unique_id": self.node(n), "resource_type": "model", "database": "p", "schema": dataset,
                       "name": r.name, "alias": r.name, "relation_name": format!("`p`.`{dataset}`.`{}`", r.name),
                       "description": r.text, "tags": [format!("at{}", r.name)], "meta": {},
                       "config": {"materialized": how, "meta": {}, "tags": []}, "columns": {},
                       "depends_on": {"nodes": reads}}),
            );
        }
        if nodes.is_empty() {
            return;
        }
        let mut results = Vec::new();
        let tests = self.tests.iter();
        for test in tests.filter(|test| is_made(&test.on) && test.to.as_ref().is_none_or(is_made)) {
            let id = format!("test.shop.{}.abc", test.name);
            let on: Vec<String> = [Some(test.on), test.to]
                .into_iter()
                .flatten()
                .map(|n| self.node(n))
                .collect();
            let column = &self.relations[test.on].columns[0].name;
            let to = test.to.map(|to| &self.relations[to].name);
            let how = match to {
                Some(to) => json!({"name": "relationships",
                                   "kwargs": {"to": format!("ref('{to}')"), "column_name": column}}),
                None => json!({"name": "not_null", "kwargs": {"column_name": column}}),
            };
            nodes.insert(
                id.clone(),
                json!({"unique_id": id, "resource_type": "test", "name": test.name, "database": "p", "schema": "x",
                       "attached_node": self.node(test.on), "depends_on": {"nodes": on}, "test_metadata": how,
                       "column_name": column, "config": {"severity": "ERROR"}}),
            );
            let status = if test.fails { "fail" } else { "pass" };
            let at = ["2026-01-10T09:00:00Z", "2026-01-10T09:01:00Z"];
            results.push(
                json!({"unique_id": id, "status": status, "message": format!("See {}", test.name),
                       "failures": u8::from(test.fails), "execution_time": 1.0, "thread_id": "t",
                       "timing": [{"name": "execute", "started_at": at[0], "completed_at": at[1]}]}),
            );
        }
        let mut exposures = Map::new();
        // What reads something that is gone is gone itself, or else it would be another's.
        let is_whole = |reads: &[usize]| reads.iter().all(is_made);
        let readers = self.consumers.iter().filter(|reader| !reader.is_model);
        for reader in readers.filter(|reader| is_whole(&reader.reads)) {
            let reads = reader.reads.iter().map(|n| self.node(*n));
            let reads: Vec<String> = reads.collect();
            let id = format!("exposure.shop.{}", reader.name);
            exposures.insert(
                id.clone(),
                json!({"unique_id": id, "name": reader.name, "type": "dashboard", "owner": {"name": reader.text},
                       "depends_on": {"nodes": reads}, "url": format!("https://bi.example.com/{}", reader.name),
                       "description": reader.text}),
            );
        }
        let schemas = "https://schemas.getdbt.com/dbt";
        let manifest = json!({
            "metadata": {"dbt_schema_version": format!("{schemas}/manifest/v12.json"), "dbt_version": "1.10.0",
                         "generated_at": "2026-01-10T09:00:00Z", "adapter_type": "bigquery", "project_name": "shop"},
            "nodes": nodes, "sources": {}, "groups": {}, "exposures": exposures,
        });
        add("dbt/manifest.json", manifest.to_string());
        let results = json!({
            "metadata": {"dbt_schema_version": format!("{schemas}/run-results/v6.json"), "dbt_version": "1.10.0",
                         "generated_at": "2026-01-10T09:02:00Z"},
            "args": {}, "results": results,
        });
        add("dbt/run_results.json", results.to_string());
    }

    fn models(&self, add: &mut dyn FnMut(&str, String)) {
        let (mut models, mut runs) = (Vec::new(), Vec::new());
        for model in self.consumers.iter().filter(|reader| reader.is_model) {
            let run = format!("run{}", model.name);
            let at = 1_767_950_000_000_u64;
            let version = json!({"name": model.name, "version": "1", "run_id": run, "status": "READY",
                                 "description": model.text});
            models.push(
                json!({"name": model.name, "creation_timestamp": at, "last_updated_timestamp": at,
                               "description": model.text, "tags": [], "aliases": [],
                               "latest_versions": [version]}),
            );
            let reads = model.reads.iter().map(|n| {
                json!({"tags": [{"key": "mlflow.data.context", "value": "training"},
                                {"key": "table", "value": self.full(*n)}],
                       "dataset": {"name": self.relations[*n].name, "digest": "x", "source_type": "code",
                                   "source": "{}"}})
            });
            let info = json!({"run_id": run, "run_name": run, "status": "FINISHED", "start_time": at,
                              "end_time": at});
            runs.push(
                json!({"info": info, "data": {"params": [], "metrics": [], "tags": []},
                             "inputs": {"dataset_inputs": reads.collect::<Vec<_>>()}}),
            );
        }
        if !models.is_empty() {
            let models = json!({"registered_models": models});
            add("mlflow/registered_models.json", models.to_string());
            add("mlflow/runs.json", json!({"runs": runs}).to_string());
        }
    }
}
