// What Debian's libcurl.a refers to and this program never uses: other protocols and authentication than it allows (Transport
// sets http, https and basic authentication). Each stand-in says no. They are hidden: a shared library of the process never sees
// them. docs/dependencies.md tells which and why.

#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define REFUSE(name) \
    HIDDEN long name(void); \
    long name(void) { return -1; }
#define NOTHING(name) \
    HIDDEN void *name(void); \
    void *name(void) { return NULL; }

// Kerberos (gss_…): libgssapi_krb5 has no static archive.
REFUSE(gss_delete_sec_context)
REFUSE(gss_display_name)
REFUSE(gss_display_status)
REFUSE(gss_import_name)
REFUSE(gss_init_sec_context)
REFUSE(gss_inquire_context)
REFUSE(gss_release_buffer)
REFUSE(gss_release_name)
REFUSE(gss_unwrap)
REFUSE(gss_wrap)
HIDDEN extern void *const GSS_C_NT_HOSTBASED_SERVICE;
void *const GSS_C_NT_HOSTBASED_SERVICE = NULL;

// LDAP: libldap has no static archive.
REFUSE(ber_bvfree)
REFUSE(ber_free)
REFUSE(ber_memfree)
REFUSE(ber_memvfree)
REFUSE(ber_sockbuf_add_io)
REFUSE(ldap_abandon_ext)
NOTHING(ldap_err2string)
REFUSE(ldap_free_urldesc)
REFUSE(ldap_get_attribute_ber)
REFUSE(ldap_get_dn_ber)
REFUSE(ldap_get_option)
REFUSE(ldap_init_fd)
REFUSE(ldap_memfree)
REFUSE(ldap_msgfree)
REFUSE(ldap_msgtype)
REFUSE(ldap_parse_result)
REFUSE(ldap_parse_sasl_bind_result)
REFUSE(ldap_pvt_url_scheme2proto)
REFUSE(ldap_result)
REFUSE(ldap_sasl_bind)
REFUSE(ldap_search_ext)
REFUSE(ldap_set_option)
REFUSE(ldap_start_tls)
REFUSE(ldap_unbind_ext)
REFUSE(ldap_url_parse)

// RTMP: librtmp has no static archive.
NOTHING(RTMP_Alloc)
REFUSE(RTMP_Close)
REFUSE(RTMP_Connect1)
REFUSE(RTMP_ConnectStream)
REFUSE(RTMP_Free)
REFUSE(RTMP_Init)
REFUSE(RTMP_Read)
REFUSE(RTMP_SetBufferMS)
REFUSE(RTMP_SetupURL)
REFUSE(RTMP_Write)

// SFTP and SCP: libssh2 has no static archive.
REFUSE(libssh2_agent_connect)
REFUSE(libssh2_agent_disconnect)
REFUSE(libssh2_agent_free)
REFUSE(libssh2_agent_get_identity)
NOTHING(libssh2_agent_init)
REFUSE(libssh2_agent_list_identities)
REFUSE(libssh2_agent_userauth)
REFUSE(libssh2_channel_free)
REFUSE(libssh2_channel_read_ex)
REFUSE(libssh2_channel_send_eof)
REFUSE(libssh2_channel_wait_closed)
REFUSE(libssh2_channel_wait_eof)
REFUSE(libssh2_channel_write_ex)
REFUSE(libssh2_exit)
NOTHING(libssh2_hostkey_hash)
REFUSE(libssh2_knownhost_add)
REFUSE(libssh2_knownhost_checkp)
REFUSE(libssh2_knownhost_del)
REFUSE(libssh2_knownhost_free)
REFUSE(libssh2_knownhost_get)
NOTHING(libssh2_knownhost_init)
REFUSE(libssh2_knownhost_readfile)
REFUSE(libssh2_knownhost_writefile)
NOTHING(libssh2_scp_recv2)
NOTHING(libssh2_scp_send64)
NOTHING(libssh2_session_abstract)
REFUSE(libssh2_session_block_directions)
NOTHING(libssh2_session_callback_set)
REFUSE(libssh2_session_disconnect_ex)
REFUSE(libssh2_session_flag)
REFUSE(libssh2_session_free)
REFUSE(libssh2_session_handshake)
REFUSE(libssh2_session_hostkey)
NOTHING(libssh2_session_init_ex)
REFUSE(libssh2_session_last_errno)
REFUSE(libssh2_session_last_error)
REFUSE(libssh2_session_method_pref)
REFUSE(libssh2_session_set_blocking)
REFUSE(libssh2_sftp_close_handle)
NOTHING(libssh2_sftp_init)
REFUSE(libssh2_sftp_last_error)
REFUSE(libssh2_sftp_mkdir_ex)
NOTHING(libssh2_sftp_open_ex)
REFUSE(libssh2_sftp_read)
REFUSE(libssh2_sftp_readdir_ex)
REFUSE(libssh2_sftp_rename_ex)
REFUSE(libssh2_sftp_rmdir_ex)
REFUSE(libssh2_sftp_seek64)
REFUSE(libssh2_sftp_shutdown)
REFUSE(libssh2_sftp_stat_ex)
REFUSE(libssh2_sftp_statvfs)
REFUSE(libssh2_sftp_symlink_ex)
REFUSE(libssh2_sftp_unlink_ex)
REFUSE(libssh2_sftp_write)
REFUSE(libssh2_userauth_authenticated)
REFUSE(libssh2_userauth_keyboard_interactive_ex)
NOTHING(libssh2_userauth_list)
REFUSE(libssh2_userauth_password_ex)
REFUSE(libssh2_userauth_publickey_fromfile_ex)
NOTHING(libssh2_version)
// Called when libcurl is initialised, which would fail otherwise.
HIDDEN int libssh2_init(int flags);
int libssh2_init(int flags) { return (void)flags, 0; }

// the public suffixes of cookies: there are no cookies.
NOTHING(psl_builtin)
REFUSE(psl_free)
NOTHING(psl_get_version)
REFUSE(psl_is_cookie_domain_acceptable)
NOTHING(psl_latest)

// Brotli: no encoding is asked for.
NOTHING(BrotliDecoderCreateInstance)
REFUSE(BrotliDecoderDecompressStream)
REFUSE(BrotliDecoderDestroyInstance)
REFUSE(BrotliDecoderGetErrorCode)
REFUSE(BrotliDecoderVersion)

// names of hosts beyond ASCII: write them as xn--….
NOTHING(idn2_check_version)
REFUSE(idn2_free)
REFUSE(idn2_lookup_ul)
