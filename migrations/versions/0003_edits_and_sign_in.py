"""What edits leave behind, sign-in and roles, mail to send."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('attempt',
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('since', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_attempt'))
    )
    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), server_default='', nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('headers', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('calendar', sa.Text(), nullable=True),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('due_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('tried_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sent_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail'))
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_sent_at'), ['sent_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_tried_at'), ['tried_at'], unique=False)

    op.create_table('repeat',
    sa.Column('who', sa.String(length=254), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('event', sa.String(length=100), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('who', 'key', name=op.f('pk_repeat'))
    )
    with op.batch_alter_table('repeat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_repeat_at'), ['at'], unique=False)

    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('rooms', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('starts_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ends_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('viewer', 'reviewer', 'editor', 'owner', 'moderator')", name=op.f('ck_assignment_role_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_assignment_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_assignment_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_event_id'), ['event_id'], unique=False)

    op.create_table('erased_person',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('person', sa.String(length=160), nullable=False),
    sa.Column('marks', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('erased_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_erased_person_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'person', name=op.f('pk_erased_person'))
    )
    op.create_table('reset',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reset_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_reset'))
    )
    with op.batch_alter_table('reset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_account_id'), ['account_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('ended_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_in_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('digest', name=op.f('uq_sign_in_digest'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_account_id'), ['account_id'], unique=False)

    op.create_table('version',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=30), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_version_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'what', 'key', name=op.f('pk_version'))
    )
    op.create_table('changed_person',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('person', sa.String(length=160), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('erased', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'revision'], ['change.event_id', 'change.revision'], name=op.f('fk_changed_person_event_id_revision_change'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_changed_person_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'revision', 'what', 'person', name=op.f('pk_changed_person'))
    )
    op.create_table('former_slug',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=160), nullable=False),
    sa.Column('person', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'person'], ['person.event_id', 'person.id'], name=op.f('fk_former_slug_event_id_person_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_former_slug_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'slug', name=op.f('pk_former_slug'))
    )
    # The id of an event that is deleted is not given out again: kept drafts and tags know events by it.
    with op.batch_alter_table('event', recreate='auto', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('revision', existing_type=sa.Integer(), existing_nullable=False, existing_server_default='0')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('password', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('subject', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('disabled_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_account_subject'), ['subject'])

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('introduced', sa.JSON(none_as_null=True), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('resolved', sa.JSON(none_as_null=True), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('ended', sa.JSON(none_as_null=True), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('undoes', sa.Integer(), nullable=True))



def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_column('undoes')
        batch_op.drop_column('ended')
        batch_op.drop_column('resolved')
        batch_op.drop_column('introduced')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_account_subject'), type_='unique')
        batch_op.drop_column('disabled_at')
        batch_op.drop_column('subject')
        batch_op.drop_column('password')

    op.drop_table('former_slug')
    op.drop_table('changed_person')
    op.drop_table('version')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_account_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('reset', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reset_account_id'))

    op.drop_table('reset')
    op.drop_table('erased_person')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_event_id'))
        batch_op.drop_index(batch_op.f('ix_assignment_account_id'))

    op.drop_table('assignment')
    with op.batch_alter_table('repeat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_repeat_at'))

    op.drop_table('repeat')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_tried_at'))
        batch_op.drop_index(batch_op.f('ix_mail_sent_at'))
        batch_op.drop_index(batch_op.f('ix_mail_due_at'))

    op.drop_table('mail')
    op.drop_table('attempt')
