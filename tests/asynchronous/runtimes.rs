//! What the suite asks of a runtime: `run`, `spawn`, `sleep`, `timeout`.

/// How long a test may take, beside the time that the soak is given.
fn deadline() -> u64 {
    let soak = std::env::var("ZMQ_TEST_SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
    100 + soak.unwrap_or(0)
}

macro_rules! on_tokio {
    ($name:ident: $build:expr) => {
        pub mod $name {
            use std::{future::Future, time::Duration};

            pub type Context = zmq::tokio::Context;
            pub type ProxyControl<K> = zmq::tokio::ProxyControl<K>;
            pub type RecvHalf<K> = zmq::tokio::RecvHalf<K>;
            pub type Socket<K> = zmq::tokio::Socket<K>;
            /// What comes before the names of tests.
            pub const NAME: &str = concat!(stringify!($name), "::");

            pub fn run<F: Future<Output = ()> + Send + 'static>(test: F) {
                crate::support::within(super::deadline(), move || {
                    let runtime = $build.enable_all().build().unwrap();
                    runtime.block_on(async { tokio::spawn(test).await.unwrap() });
                });
            }

            /// Runs it on this thread.
            pub fn run_here(test: impl Future<Output = ()>) {
                $build.enable_all().build().unwrap().block_on(test);
            }

            pub fn spawn<F: Future<Output: Send + 'static> + Send + 'static>(task: F) -> Task<F::Output> {
                Task(tokio::spawn(task))
            }

            /// A task, which ends with this.
            pub struct Task<T>(tokio::task::JoinHandle<T>);

            impl<T> Task<T> {
                pub async fn join(mut self) -> T {
                    (&mut self.0).await.unwrap()
                }
            }

            impl<T> Drop for Task<T> {
                fn drop(&mut self) {
                    self.0.abort();
                }
            }

            pub async fn sleep(time: Duration) {
                tokio::time::sleep(time).await;
            }

            pub async fn timeout<F: Future>(time: Duration, future: F) -> Option<F::Output> {
                tokio::time::timeout(time, future).await.ok()
            }
        }
    };
}

on_tokio!(tokio_current_thread: tokio::runtime::Builder::new_current_thread());
on_tokio!(tokio_multi_thread: tokio::runtime::Builder::new_multi_thread().worker_threads(2));

pub mod async_io {
    use async_executor::Executor;
    use futures_lite::future::{block_on, or, pending};
    use std::{future::Future, sync::Arc, thread, time::Duration};

    pub type Context = zmq::async_io::Context;
    pub type ProxyControl<K> = zmq::async_io::ProxyControl<K>;
    pub type RecvHalf<K> = zmq::async_io::RecvHalf<K>;
    pub type Socket<K> = zmq::async_io::Socket<K>;
    pub const NAME: &str = "async_io::";

    std::thread_local!(static EXECUTOR: std::cell::RefCell<Option<Arc<Executor<'static>>>> = const { std::cell::RefCell::new(None) });

    /// Two threads that run tasks.
    pub fn run<F: Future<Output = ()> + Send + 'static>(test: F) {
        crate::support::within(super::deadline(), move || {
            let executor = Arc::new(Executor::new());
            let other = executor.clone();
            thread::spawn(move || {
                EXECUTOR.set(Some(other.clone()));
                block_on(other.run(pending::<()>()));
            });
            EXECUTOR.set(Some(executor.clone()));
            block_on(executor.run(test));
        });
    }

    /// Runs it on this thread.
    pub fn run_here(test: impl Future<Output = ()>) {
        block_on(test);
    }

    pub fn spawn<F: Future<Output: Send + 'static> + Send + 'static>(task: F) -> Task<F::Output> {
        Task(EXECUTOR.with_borrow(|executor| executor.as_ref().unwrap().spawn(task)))
    }

    /// A task, which ends with this.
    pub struct Task<T>(async_executor::Task<T>);

    impl<T> Task<T> {
        pub async fn join(self) -> T {
            self.0.await
        }
    }

    pub async fn sleep(time: Duration) {
        async_io::Timer::after(time).await;
    }

    pub async fn timeout<F: Future>(time: Duration, future: F) -> Option<F::Output> {
        or(async { Some(future.await) }, async {
            async_io::Timer::after(time).await;
            None
        })
        .await
    }
}
