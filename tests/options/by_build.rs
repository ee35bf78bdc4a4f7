//! Options that a library has or lacks by what it was built with: what it lacks, the error says.

use crate::support::{
    self,
    table::{refused, rows, same, set_only},
    within,
};
use zmq::{Context, Errno, GssapiNameType, Mechanism};

#[test]
fn curve_keys() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::REP).unwrap();
        if !zmq::has(zmq::Capability::Curve) {
            let error = socket.set_curve_server(true).unwrap_err();
            assert!(error.to_string().contains("feature `curve`"), "{error}");
            return;
        }
        // The keys of ZMTP's specification of CURVE, in both forms.
        let (text, bytes) = ("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", {
            let hex = "bb88471d65e2659b30c55a5321cebb5aab2b70a398645c26dca2b2fcb43fc518";
            let digits = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
            std::array::from_fn::<u8, 32, _>(digits)
        });
        rows! { ctx.socket(zmq::REQ).unwrap();
            ZMQ_CURVE_SERVER: curve_server = false, set_curve_server: true, false;
            ZMQ_CURVE_PUBLICKEY: curve_publickey = [0; 32], set_curve_publickey: &bytes;
            ZMQ_CURVE_SECRETKEY: curve_secretkey = [0; 32], set_curve_secretkey: &bytes;
            ZMQ_CURVE_SERVERKEY: curve_serverkey = [0; 32], set_curve_serverkey: &bytes;
            ZMQ_CURVE_PUBLICKEY: curve_publickey_z85 = "0".repeat(40), set_curve_publickey_z85: text => "", &text[1..], "\u{e9}234567890123456789012345678901234567890", &"~".repeat(40), &format!("{text}x");
            ZMQ_CURVE_SECRETKEY: curve_secretkey_z85 = "0".repeat(40), set_curve_secretkey_z85: text => "", &"#".repeat(40);
            ZMQ_CURVE_SERVERKEY: curve_serverkey_z85 = "0".repeat(40), set_curve_serverkey_z85: text => "", &" ".repeat(40);
        }
        socket.set_curve_publickey(&bytes).unwrap();
        assert_eq!(socket.curve_publickey_z85().unwrap(), text);
        socket.set_curve_secretkey_z85(text).unwrap();
        assert_eq!(
            (socket.curve_secretkey().unwrap(), socket.mechanism().unwrap()),
            (bytes, Mechanism::Curve)
        );
    });
}

#[test]
fn gssapi() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::REP).unwrap();
        if !zmq::has(zmq::Capability::Gssapi) {
            for result in [
                socket.set_gssapi_server(true),
                socket.set_gssapi_principal("x"),
                socket.set_gssapi_service_principal("x"),
                socket.set_gssapi_plaintext(true),
                socket.set_gssapi_principal_nametype(GssapiNameType::UserName),
                socket.set_gssapi_service_principal_nametype(GssapiNameType::UserName),
                socket.gssapi_server().map(drop),
            ] {
                let error = result.unwrap_err();
                assert!(error.to_string().contains("feature `gssapi`"), "{error}");
            }
            return;
        }
        rows! { ctx.socket(zmq::REQ).unwrap();
            ZMQ_GSSAPI_SERVER: gssapi_server = false, set_gssapi_server: true, false;
            ZMQ_GSSAPI_PRINCIPAL: gssapi_principal = "", set_gssapi_principal: "me" => "", &*"x".repeat(256);
            ZMQ_GSSAPI_SERVICE_PRINCIPAL: gssapi_service_principal = "", set_gssapi_service_principal: "it" => "";
            ZMQ_GSSAPI_PLAINTEXT: gssapi_plaintext = false, set_gssapi_plaintext: true, false;
            ZMQ_GSSAPI_PRINCIPAL_NAMETYPE: gssapi_principal_nametype = GssapiNameType::HostBased, set_gssapi_principal_nametype: GssapiNameType::Krb5Principal => GssapiNameType::Other(77);
            ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE: gssapi_service_principal_nametype = GssapiNameType::HostBased, set_gssapi_service_principal_nametype: GssapiNameType::UserName;
        }
        // The authenticator's no would not be heeded; tests/security/gssapi.rs has the other side.
        if support::lacks(&[31]) {
            socket.set_zap_domain("global").unwrap();
            assert_eq!(socket.set_gssapi_server(true).unwrap_err(), Errno::ENOTSUP);
            let server = ctx.socket(zmq::REP).unwrap();
            server.set_gssapi_server(true).unwrap();
            assert_eq!(server.set_zap_domain("global").unwrap_err(), Errno::ENOTSUP);
        }
    });
}

#[test]
fn vmci_is_missing_and_says_so() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::REP).unwrap();
        for result in [
            socket.set_vmci_buffer_size(1),
            socket.set_vmci_buffer_min_size(1),
            socket.set_vmci_buffer_max_size(1),
            socket.set_vmci_connect_timeout(None),
        ] {
            if zmq::has(zmq::Capability::Vmci) {
                result.unwrap();
            } else {
                let error = result.unwrap_err();
                assert!(error.to_string().contains("without VMCI"), "{error}");
            }
        }
    });
}

/// Filters by the peer's process are there where the system tells who it is.
#[cfg(target_os = "linux")]
#[test]
fn filters_of_ipc() {
    within(20, || {
        let ctx = Context::new().unwrap();
        set_only! { ctx.socket(zmq::REP).unwrap();
            ZMQ_IPC_FILTER_UID: set_ipc_filter_uid: Some(1), None;
            ZMQ_IPC_FILTER_GID: set_ipc_filter_gid: Some(1), None;
            ZMQ_IPC_FILTER_PID: set_ipc_filter_pid: Some(1), None;
        }
    });
}
